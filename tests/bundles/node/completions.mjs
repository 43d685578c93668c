// Ask the services behind the editors for JSON and YAML what they would complete at a place.
// In: [{"schema": file, "language": "json" or "yaml", "before": text, "after": text}, ...] on
// standard input. Out: for each, the labels of what is offered, and the problems that are shown.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import json from "vscode-json-languageservice";
import { getLanguageService } from "yaml-language-server";

const require = createRequire(import.meta.url);
const inside = require.resolve("yaml-language-server").replace(/index\.js$/, "yamlSettings.js");
const { SettingsState } = await import(inside);

const services = {
  json: () => json.getLanguageService({ schemaRequestService: refused }),
  yaml: () =>
    getLanguageService({
      schemaRequestService: refused,
      workspaceContext: { resolveRelativePath: (path) => path },
      yamlSettings: new SettingsState(),
      telemetry: { send() {}, sendError() {}, sendTrack() {} },
      clientCapabilities: {},
    }),
};

async function refused(address) {
  throw new Error(`nothing is to be fetched: ${address}`);
}

const answers = [];
for (const [number, ask] of JSON.parse(readFileSync(0, "utf8")).entries()) {
  const service = services[ask.language]();
  const schema = JSON.parse(readFileSync(ask.schema, "utf8"));
  const known = [{ uri: "file:///schema.json", fileMatch: ["*"], schema }];
  service.configure({ validate: true, completion: true, schemas: known });
  // The service for YAML remembers documents by their names.
  const name = `file:///${number}.${ask.language}`;
  const text = ask.before + ask.after;
  const document = json.TextDocument.create(name, ask.language, 1, text);
  const place = document.positionAt(ask.before.length);
  const parsed = ask.language === "json" ? service.parseJSONDocument(document) : false;
  const offered = await service.doComplete(document, place, parsed);
  const problems = await service.doValidation(document, parsed);
  answers.push({
    labels: offered.items.map((one) => one.label.replaceAll('"', "")),
    problems: problems.map((one) => one.message),
  });
}
process.stdout.write(JSON.stringify(answers));
