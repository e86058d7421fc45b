// sfn's runtime client for Node.js: calls a handler for each invocation, as AWS Lambda does.
//
// It takes work from the Lambda runtime API at AWS_LAMBDA_RUNTIME_API and runs the function that
// _HANDLER names, an ES module's or a CommonJS module's, in code at LAMBDA_TASK_ROOT. Errors go
// back in the form of Lambda's own client. Node.js 18 or newer; its own modules alone.

import { existsSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const { env } = process;
const API = '/2018-06-01/runtime/';
const EXTENSIONS = ['.js', '.mjs', '.cjs'];

// An error of the runtime's own, with the name that Lambda gives it.
class Fault extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

function faultFrom(name, error) {
  return Object.assign(new Fault(name, String(error)), { stack: error?.stack ?? '' });
}

// --- The runtime API, over one connection that is kept open.

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const [host, port] = env.AWS_LAMBDA_RUNTIME_API.split(':');

function send(method, target, body, headers) {
  return new Promise((resolve, reject) => {
    const options = { host, port, agent, method, path: API + target, headers };
    const request = http.request(options, (response) => {
      const pieces = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString();
        resolve({ status: response.statusCode, headers: response.headers, text });
      });
      response.on('error', reject);
    });
    request.on('error', (error) => {
      // Closed while the handler worked: the agent opens another.
      if (request.reusedSocket && error.code === 'ECONNRESET') {
        send(method, target, body, headers).then(resolve, reject);
      } else {
        reject(error);
      }
    });
    request.end(body);
  });
}

async function nextInvocation() {
  const answer = await send('GET', 'invocation/next');
  if (answer.status === 200) return answer;
  throw new Error(`the runtime API answered ${answer.status}: ${answer.text}`);
}

// A refusal needs no action: the daemon knows what it refused.
function post(target, body, errorType) {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  if (errorType) headers['Lambda-Runtime-Function-Error-Type'] = errorType;
  return send('POST', target, body, headers);
}

// --- The handler.

// `dir/file.name.inner`: the module's path ends at the first dot of its last part.
function splitHandler(handler) {
  const directory = path.dirname(handler);
  const [file, ...names] = path.basename(handler).split('.');
  if (!file || names.length === 0 || names.some((name) => name === '')) {
    throw new Fault('Runtime.MalformedHandlerName', `Bad handler: '${handler}'`);
  }
  return { module: path.join(directory, file), names };
}

function findModule(module) {
  const base = path.resolve(env.LAMBDA_TASK_ROOT, module);
  const found = EXTENSIONS.find((extension) => existsSync(base + extension));
  if (found) return base + found;
  throw new Fault(
    'Runtime.ImportModuleError',
    `Error: Cannot find module '${module}': none of ${module}.js, .mjs, .cjs is in the package`);
}

async function importModule(module) {
  const file = findModule(module);
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    const missing = ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error?.code);
    if (missing) throw faultFrom('Runtime.ImportModuleError', error);
    if (error instanceof SyntaxError) throw faultFrom('Runtime.UserCodeSyntaxError', error);
    throw error;
  }
}

async function loadHandler(handler) {
  const { module, names } = splitHandler(handler);
  const namespace = await importModule(module);
  const member = (value) => names.reduce((inner, name) => inner?.[name], value);
  // CommonJS exports that Node cannot see without running the module are under `default`.
  const found = member(namespace) ?? member(namespace.default);
  if (typeof found === 'function') return found;
  const what = found === undefined ? 'undefined or not exported' : 'not a function';
  throw new Fault('Runtime.HandlerNotFound', `${handler} is ${what}`);
}

// --- Log lines, in the form of Lambda's.

let requestId = 'undefined';

function setUpConsole() {
  const levels = {
    log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG', trace: 'TRACE',
  };
  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...values) => {
      const time = new Date().toISOString();
      process.stdout.write(`${time}\t${requestId}\t${level}\t${format(...values)}\n`);
    };
  }
}

// --- Errors.

function describe(error) {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return {
    errorType: error.name || error.constructor.name,
    errorMessage: error.message,
    trace: (error.stack || '').split('\n'),
  };
}

function report(target, error, what) {
  const described = describe(error);
  const logged = { ...described, stack: described.trace };
  delete logged.trace;
  console.error(`${what} \t${JSON.stringify(logged)}`);
  return post(target, JSON.stringify(described), described.errorType);
}

// --- One invocation.

function contextOf(headers, settle) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const clientContext = headers['lambda-runtime-client-context'];
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    identity: undefined,
    clientContext: clientContext ? JSON.parse(clientContext) : undefined,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: (error, result) => settle(error, result),
    succeed: (result) => settle(null, result),
    fail: (error) => settle(error ?? new Error('handled')),
  };
}

// Calls the handler and gives what it answers, by promise or by callback. As on Lambda, a callback's
// answer counts at once or, by default, when the event loop has nothing left to do; and a handler
// that leaves it empty without an answer has answered null.
async function call(handler, event, headers) {
  let whenEmpty;
  const answered = new Promise((resolve, reject) => {
    let answer = () => resolve(null);
    whenEmpty = () => answer();
    const settle = (error, result) => {
      answer = () => (error ? reject(error) : resolve(result));
      if (!context.callbackWaitsForEmptyEventLoop) answer();
    };
    const context = contextOf(headers, settle);
    const returned = handler(event, context, settle);
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
  });
  process.once('beforeExit', whenEmpty);
  return answered.finally(() => process.removeListener('beforeExit', whenEmpty));
}

function encode(result) {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch (error) {
    throw new Fault('Runtime.MarshalError', `Unable to stringify response body: ${error.message}`);
  }
}

async function runInvocation(handler, { headers, text }) {
  requestId = headers['lambda-runtime-aws-request-id'];
  env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'] ?? '';
  let body;
  try {
    body = encode(await call(handler, JSON.parse(text), headers));
  } catch (error) {
    await report(`invocation/${requestId}/error`, error, 'Invoke Error');
    return;
  }
  await post(`invocation/${requestId}/response`, body);
}

// --- The life of the process.

function dieOf(error, what, code) {
  report(`invocation/${requestId}/error`, error, what).finally(() => process.exit(code));
}

async function main() {
  setUpConsole();
  let handler;
  try {
    handler = await loadHandler(env._HANDLER);
  } catch (error) {
    await report('init/error', error, 'Uncaught Exception');
    process.exit(1);
  }
  process.on('uncaughtException', (error) => dieOf(error, 'Uncaught Exception', 129));
  process.on('unhandledRejection', (reason) => {
    const fault = faultFrom('Runtime.UnhandledPromiseRejection', reason);
    dieOf(fault, 'Unhandled Promise Rejection', 128);
  });
  for (;;) await runInvocation(handler, await nextInvocation());
}

main();
