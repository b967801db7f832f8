// Runs the server of the suite until standard input ends, so that it never outlives its caller. When it ends, it writes its
// coverage file.
//
// Usage: node serve.mjs ARGUMENTS
process.argv.splice(1, 1, "tsp-spector", "serve");
process.stdin.on("end", () => process.exit()).resume();
await import("./node_modules/@typespec/spector/dist/src/cli/cli.js");
