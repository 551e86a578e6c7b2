// Drives Ward with the official OpenAI client for JavaScript, unchanged. Prints one line a check.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const { WARD_URL, WARD_KEY, WARD_MODEL, WARD_PATIENT, WARD_NOTE } = process.env;
const client = new OpenAI({
  baseURL: `${WARD_URL}/v1`,
  apiKey: WARD_KEY,
  maxRetries: 0,
  defaultHeaders: { 'Ward-Purpose': 'TREAT', 'Ward-Patient': WARD_PATIENT },
});
const messages = [{ role: 'user', content: WARD_NOTE }];

const checks = {
  async 'a whole answer comes back restored'() {
    const answer = await client.chat.completions.create({ model: WARD_MODEL, messages });
    assert.equal(answer.choices[0].message.content, WARD_NOTE);
  },
  async 'a streamed answer is the same'() {
    const stream = await client.chat.completions.create({
      model: WARD_MODEL,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let usage;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? '';
      usage = chunk.usage ?? usage;
    }
    assert.equal(text, WARD_NOTE);
    assert.ok(usage.total_tokens > 0);
  },
  async 'embeddings are vectors'() {
    const answer = await client.embeddings.create({ model: WARD_MODEL, input: WARD_NOTE });
    assert.ok(answer.data[0].embedding.every((n) => Number.isFinite(n)));
  },
  async 'models are listed'() {
    const models = await client.models.list();
    assert.ok(models.data.some((model) => model.id === WARD_MODEL));
  },
  async 'metadata says the purpose as headers do'() {
    const bare = new OpenAI({ baseURL: `${WARD_URL}/v1`, apiKey: WARD_KEY, maxRetries: 0 });
    const answer = await bare.chat.completions.create({
      model: WARD_MODEL,
      messages,
      metadata: { purpose: 'TREAT', patient: WARD_PATIENT },
    });
    assert.equal(answer.choices[0].message.content, WARD_NOTE);
  },
  async 'a wrong key is an AuthenticationError'() {
    const stranger = new OpenAI({ baseURL: `${WARD_URL}/v1`, apiKey: 'sk-wrong', maxRetries: 0 });
    await assert.rejects(
      stranger.chat.completions.create({ model: WARD_MODEL, messages }),
      (error) => error instanceof OpenAI.AuthenticationError && error.code === 'invalid_api_key',
    );
  },
  async 'an image is refused by its code'() {
    const content = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }];
    await assert.rejects(
      client.chat.completions.create({ model: WARD_MODEL, messages: [{ role: 'user', content }] }),
      (error) => error instanceof OpenAI.BadRequestError && error.code === 'content_not_protectable',
    );
  },
};

for (const [name, check] of Object.entries(checks)) {
  await check();
  console.log(`ok ${name}`);
}
