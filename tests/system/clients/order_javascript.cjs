// The tutorial with @aws-sdk: order_javascript.cjs ENDPOINT FOLDER prints what it was told as JSON.
// The folder holds definition.json, a zip for each function, and inputs/*.json.
const fs = require('node:fs');
const path = require('node:path');
const {setTimeout: sleep} = require('node:timers/promises');
const lambda = require('@aws-sdk/client-lambda');
const sfn = require('@aws-sdk/client-sfn');
const cloudwatch = require('@aws-sdk/client-cloudwatch-logs');

const ROLE = 'arn:aws:iam::123456789012:role/StepFunctionsExecutionRole';

async function main(endpoint, folder) {
  const functions = new lambda.LambdaClient({endpoint});
  const states = new sfn.SFNClient({endpoint});
  const logs = new cloudwatch.CloudWatchLogsClient({endpoint});
  for (const file of files(folder, '.zip')) await createFunction(functions, folder, file);
  const machine = await createMachine(states, folder);
  const inputs = path.join(folder, 'inputs');
  const orders = {};
  for (const file of files(inputs, '.json')) orders[stem(file)] = await run(states, machine, path.join(inputs, file));
  console.log(JSON.stringify({orders, listed: await listed(states, machine), log: await logged(logs)}));
}

function files(folder, extension) {
  return fs.readdirSync(folder).filter(name => name.endsWith(extension)).sort();
}

function stem(file) {
  return path.basename(file, path.extname(file));
}

async function createFunction(functions, folder, file) {
  const name = stem(file);
  await functions.send(new lambda.CreateFunctionCommand({
    FunctionName: name,
    Runtime: 'python3.11',
    Role: ROLE,
    Handler: `${name}.lambda_handler`,
    Code: {ZipFile: fs.readFileSync(path.join(folder, file))},
  }));
  await lambda.waitUntilFunctionActiveV2({client: functions, maxWaitTime: 30, minDelay: 1}, {FunctionName: name});
}

async function createMachine(states, folder) {
  const definition = fs.readFileSync(path.join(folder, 'definition.json'), 'utf8');
  const created = await states.send(
      new sfn.CreateStateMachineCommand({name: 'OrderProcessingWorkflow', roleArn: ROLE, definition}));
  return created.stateMachineArn;
}

async function run(states, stateMachineArn, file) {
  const input = fs.readFileSync(file, 'utf8');
  const started = await states.send(new sfn.StartExecutionCommand({stateMachineArn, name: stem(file), input}));
  const {executionArn} = started;
  let order;
  while ((order = await states.send(new sfn.DescribeExecutionCommand({executionArn}))).status === 'RUNNING') {
    await sleep(100);
  }
  return {status: order.status, output: order.output, states: await entered(states, executionArn)};
}

async function entered(client, executionArn) {
  const names = [];
  for await (const page of sfn.paginateGetExecutionHistory({client}, {executionArn})) {
    for (const event of page.events) {
      if (event.stateEnteredEventDetails) names.push(event.stateEnteredEventDetails.name);
    }
  }
  return names;
}

async function listed(client, stateMachineArn) {
  const statuses = {};
  for await (const page of sfn.paginateListExecutions({client}, {stateMachineArn})) {
    for (const execution of page.executions) statuses[execution.name] = execution.status;
  }
  return statuses;
}

async function logged(client) {
  let text = '';
  for await (const page of cloudwatch.paginateFilterLogEvents({client}, {logGroupName: '/aws/lambda/ValidateInput'})) {
    for (const event of page.events) text += event.message;
  }
  return text;
}

main(...process.argv.slice(2));
