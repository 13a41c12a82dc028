// Virtual users that stream one chat completion after the other.
//
// k6's http hands a body over when it is whole. What can be seen of a stream is
// when its first byte came, which is its first event's, how long the rest took,
// and so the mean wait between its events. A single late event is not seen; for
// that there are `mock-openai bench` and the extension xk6-sse.
import http from 'k6/http';
import { check } from 'k6';
import { Counter, Trend } from 'k6/metrics';

const url = `${__ENV.BASE_URL || 'http://127.0.0.1:3000'}/v1/chat/completions`;
const params = {
  headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${__ENV.API_KEY || 'any'}` },
  timeout: '10m',
};
const body = JSON.stringify({
  model: __ENV.MODEL || 'gpt-4-mock',
  stream: true,
  messages: [{ role: 'user', content: 'Tell me something about load tests.' }],
});

const ttft = new Trend('stream_ttft', true);
const gap = new Trend('stream_mean_gap', true);
const events = new Counter('stream_events');

// --vus and --duration in the arguments of the TestRun take precedence.
export const options = {
  vus: 200,
  duration: '2m',
  thresholds: { checks: ['rate>0.999'] },
};

export default function () {
  const res = http.post(url, body, params);
  const whole = check(res, {
    'status is 200': (r) => r.status === 200,
    'stream is whole': (r) => typeof r.body === 'string' && r.body.endsWith('data: [DONE]\n\n'),
  });
  if (!whole) return;
  const n = res.body.split('\n\n').length - 1;
  events.add(n);
  ttft.add(res.timings.waiting);
  gap.add(res.timings.receiving / (n - 1));
}
