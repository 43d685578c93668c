// Compile each bundled schema as strictly as ajv can, and say of each payload whether it fits.
// In: {"<file of a schema>": [payload, ...]} on standard input. Out: the same with true and false.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";

const verdicts = {};
for (const [file, payloads] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  // An instance for each, as the names of definitions are shared. Unknown options would be ignored.
  const ajv = new Ajv2020.default({ strict: true, discriminator: true });
  const validate = ajv.compile(JSON.parse(readFileSync(file, "utf8")));
  verdicts[file] = payloads.map((payload) => validate(payload));
}
process.stdout.write(JSON.stringify(verdicts));
