// @ts-check
import { createServer } from 'node:http';
import express from 'express';
import { createInbox } from 'okno';
import { Telegraf } from 'telegraf';

const { BOT_TOKEN = '', BOT_API_ROOT, WEBHOOK_URL, PORT = '3000', DATA_DIR = './data' } = process.env;
const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = process.env;

const bot = new Telegraf(BOT_TOKEN, BOT_API_ROOT ? { telegram: { apiRoot: BOT_API_ROOT } } : {});
const app = express();
const server = createServer(app);

const inbox = await createInbox({
  dataDir: DATA_DIR,
  ...(email && password && { admin: { email, password } }),
});
const tg = await inbox.telegram(bot);
bot.use(tg.middleware());

// The bot as it was before.
bot.start((ctx) => ctx.reply('Здравствуйте! Я бот.'));
bot.on('text', (ctx) => ctx.reply(`Вы написали: ${ctx.message.text}`));
bot.catch((error) => {
  process.stderr.write(`${error}\n`);
});

if (WEBHOOK_URL) app.use(bot.webhookCallback('/bot'));
app.use(inbox.router);
inbox.attach(server);

server.listen(Number(PORT), '127.0.0.1', () => {
  process.stdout.write(`Listening ${JSON.stringify(server.address())}\n`);
});
const polling = WEBHOOK_URL ? bot.telegram.setWebhook(WEBHOOK_URL) : bot.launch();

process.once('SIGTERM', async () => {
  if (!WEBHOOK_URL) bot.stop();
  await polling;
  await inbox.close();
  server.closeAllConnections();
  server.close();
});
