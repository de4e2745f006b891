import { type Bench, printRows } from './report.ts'

/** Runs the module named on the command line and prints its table. Started by run.ts. */
const name = process.argv[2] ?? ''
const module = (await import(`./${name}.ts`)) as { readonly bench: Bench }
process.stdout.write(`${printRows(name, await module.bench())}\n`)
