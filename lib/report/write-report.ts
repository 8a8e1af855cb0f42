// Writes the report of a group: data → one self-contained HTML file. Read next: report-data.ts, page.ts.
import { writePage } from './write-page.ts';
import { reportPage } from './page.ts';
import type { ReportData } from './report-data.ts';

/** Writes the file, and the folder it is in where that is missing. Rejects where the disk refuses. */
export async function writeReport(file: string, data: ReportData): Promise<void> {
  await writePage(file, reportPage(data));
}
