/** What measures in a Python project: pytest-benchmark, in an environment of each checkout's own. */
import { join } from 'node:path';
import { parseToml } from '../config/parse-toml.js';
import type { BenchTool, Place } from './init-bench-tools.js';
import { textOf } from './init-write.js';

const result = 'bench-result.json';
const pip = '.venv/bin/pip install --quiet --disable-pip-version-check';

/** Extras of a project that its tests may need. */
const testExtras = ['bench', 'benchmark', 'benchmarks', 'dev', 'test', 'testing', 'tests'];

interface Pyproject {
  readonly 'build-system'?: unknown;
  readonly project?: { readonly 'optional-dependencies'?: Readonly<Record<string, unknown>> };
  readonly tool?: { readonly poetry?: { readonly extras?: Readonly<Record<string, unknown>> } };
}

/** One that can't be read says nothing; pip will tell. */
async function pyproject(folder: string): Promise<Pyproject> {
  const text = await textOf(join(folder, 'pyproject.toml'));
  if (text === undefined) return {};
  try {
    return parseToml(text, 'pyproject.toml').data;
  } catch {
    return {};
  }
}

/** What pip is to install: `.`, with extras. Undefined: the folder is no package (a pyproject.toml can be settings of tools alone). */
async function packageHere({ folder, files }: Place): Promise<string | undefined> {
  const { 'build-system': build, project, tool } = await pyproject(folder);
  if (!files.has('setup.py') && build === undefined && project === undefined && tool?.poetry === undefined)
    return undefined;
  const extras = { ...tool?.poetry?.extras, ...project?.['optional-dependencies'] };
  const wanted = testExtras.filter((name) => name in extras);
  return wanted.length === 0 ? '.' : `'.[${wanted.join(',')}]'`;
}

export async function pythonTool(place: Place): Promise<BenchTool> {
  const requirements = [...place.files].filter((name) =>
    /^requirements([-_.](bench|ci|dev|test)\w*)?\.txt$/.test(name),
  );
  const own = await packageHere(place);
  const version = place.files.has('.python-version')
    ? 'python-version-file: head/.python-version'
    : "python-version: '3.x'";
  return {
    command: `pytest --benchmark-only --benchmark-json ${result}`,
    result,
    prepare: [
      'python -m venv .venv',
      ...(requirements.length === 0
        ? []
        : [
            `${pip}${requirements
              .sort()
              .map((name) => ` -r ${name}`)
              .join('')}`,
          ]),
      ...(own === undefined ? [] : [`${pip} ${own}`]),
      `${pip} pytest pytest-benchmark`,
    ],
    benchmark: `.venv/bin/python -m pytest --benchmark-only --benchmark-json ${result} >&2 && cat ${result}`,
    setup: ['- uses: actions/setup-python@v5', '  with:', `    ${version}`],
  };
}
