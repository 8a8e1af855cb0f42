// Writes the report: data → one self-contained HTML file. Read next: report-data.ts, page.ts.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reportPage } from './page.ts';
import type { ReportData } from './report-data.ts';

/** Writes the file, and the folder it is in where that is missing. Rejects where the disk refuses. */
export async function writeReport(file: string, data: ReportData): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, reportPage(data), 'utf8');
}
