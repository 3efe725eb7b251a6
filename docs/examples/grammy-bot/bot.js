// @ts-check
import { createServer } from 'node:http';
import express from 'express';
import { Bot, webhookCallback } from 'grammy';
import { createInbox } from 'okno';

const { BOT_TOKEN = '', BOT_API_ROOT, WEBHOOK_URL, PORT = '3000', DATA_DIR = './data' } = process.env;
const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = process.env;

const bot = new Bot(BOT_TOKEN, BOT_API_ROOT ? { client: { apiRoot: BOT_API_ROOT } } : {});
const app = express();
const server = createServer(app);

const inbox = await createInbox({
  dataDir: DATA_DIR,
  ...(email && password && { admin: { email, password } }),
});
const tg = await inbox.telegram(bot);
bot.use(tg.middleware());

// The bot as it was before.
bot.command('start', (ctx) => ctx.reply('Здравствуйте! Я бот.'));
bot.on('message:text', (ctx) => ctx.reply(`Вы написали: ${ctx.msg.text}`));
bot.catch(({ error }) => process.stderr.write(`${error}\n`));

if (WEBHOOK_URL) app.post('/bot', express.json(), webhookCallback(bot, 'express'));
app.use(inbox.router);
inbox.attach(server);

server.listen(Number(PORT), '127.0.0.1', () => {
  process.stdout.write(`Listening ${JSON.stringify(server.address())}\n`);
});
const polling = WEBHOOK_URL ? bot.api.setWebhook(WEBHOOK_URL) : bot.start();

process.once('SIGTERM', async () => {
  if (!WEBHOOK_URL) await bot.stop();
  await polling;
  await inbox.close();
  server.closeAllConnections();
  server.close();
});
