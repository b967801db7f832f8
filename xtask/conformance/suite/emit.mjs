// Emits each specification of the suite as OpenAPI documents, and lists its scenarios.
//
// Usage: node emit.mjs OUT
// Writes OUT/<specification>/<version of OpenAPI>/openapi[.<version of the API>].json, and prints a JSON list of the
// specifications.
import { compile, NodeHost } from "@typespec/compiler";
import { getOpenAPI3 } from "@typespec/openapi3";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

// The emitter takes the function `Object` for the examples of a parameter with the name `constructor`.
Object.defineProperty(Object, "length", { value: 0 });

const suite = join(dirname(fileURLToPath(import.meta.url)), "node_modules/@typespec/http-specs");
const specifications = join(suite, "specs");
const out = resolve(process.argv[2]);

const list = [];
const files = readdirSync(specifications, { recursive: true }).filter((file) => file.endsWith("main.tsp"));
for (const file of files.sort()) {
  const name = dirname(file).split(sep).join("/");
  const program = await compile(NodeHost, join(specifications, file), {
    additionalImports: ["@typespec/spector"],
    noEmit: true,
  });
  const findings = new Set(program.diagnostics.map((it) => it.message));
  for (const version of ["3.1.0", "3.2.0"]) {
    const folder = join(out, name, version);
    mkdirSync(folder, { recursive: true });
    // A document that lacks an operation is better than none, so errors of the emitter are findings.
    for (const service of await getOpenAPI3(program, { "openapi-versions": [version] })) {
      for (const record of service.versioned ? service.versions : [service]) {
        record.diagnostics.forEach((it) => findings.add(it.message));
        const path = ["openapi", record.version, "json"].filter((part) => part !== undefined).join(".");
        writeFileSync(join(folder, path), JSON.stringify(record.document, null, 2) + "\n");
      }
    }
  }
  const mocks = await import(pathToFileURL(join(suite, "dist/specs", dirname(file), "mockapi.js")).href);
  list.push({ name, findings: [...findings], scenarios: Object.keys(mocks.Scenarios) });
}
console.log(JSON.stringify(list, null, 1));
