// Where Stoa runs from its TypeScript (tests, demo), a worker thread must first learn to read it. Not part of the build.

import { register } from "tsx/esm/api";

register();
await import("./refit-worker.ts");
