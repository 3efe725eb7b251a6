import css from './emoji-panel.module.css';

/** The ones that answers to clients need; the system's own picker has the rest. */
const emoji =
  '😀 😃 😄 😁 😅 😂 🙂 😉 😊 😍 🥰 😘 😎 🤩 🤗 🤔 🙄 😐 😕 🙁 😢 😭 😡 😱 😴 🤒 🥳 👍 👎 👌 🙏 👏 🤝 💪 👋 ✌️ 🤞 👀 💯 ✅ ❌ ❗ ❓ ⚠️ ⏰ 📅 📍 📎 📦 🚚 🛒 💳 💰 🧾 🎁 🎉 🔥 ⭐ ✨ 💡 🔑 📞 ✉️ 📷 ❤️ 💙 💛 💚 🌷 🌞 ☕ 🍰'.split(
    ' ',
  );

/** A small set of emoji, loaded when somebody asks for it. */
export function EmojiPanel({ onPick }: { onPick(char: string): void }) {
  return (
    <div className={css.emoji}>
      {emoji.map((char) => (
        <button key={char} type="button" onClick={() => onPick(char)}>
          {char}
        </button>
      ))}
    </div>
  );
}
