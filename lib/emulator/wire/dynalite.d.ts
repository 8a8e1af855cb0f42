declare module 'dynalite' {
  import type { Server } from 'node:http';
  /** Delays of the table states, in ms. */
  export default function dynalite(options: {
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
  }): Server;
}
