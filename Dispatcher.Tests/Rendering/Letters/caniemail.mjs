// Judges letters by the data of caniemail.com: prints one line for each feature that a mail program does not take.
// node caniemail.mjs FILE.html…
import { readFileSync } from 'node:fs';
import { caniemail } from 'caniemail';

const clients = [
  'gmail.desktop-webmail',
  'gmail.ios',
  'gmail.android',
  'outlook.windows',
  'apple-mail.macos',
  'apple-mail.ios',
  'yahoo.desktop-webmail',
  'yahoo.ios',
  'yahoo.android',
  'samsung-email.android',
];

// The library throws at a property that its data do not have for a program; such a property is left out and tried again.
const judge = (client, html) => {
  for (let left = 40; ; left--) {
    try {
      return caniemail({ clients: [client], html }).issues.errors;
    } catch (error) {
      const unknown = /^Feature "([a-z-]+)" not found/.exec(error.message)?.[1];
      if (!unknown || left === 0) {
        throw error;
      }
      html = html.replaceAll(new RegExp(`(?<![a-z-])${unknown}\\s*:`, 'g'), '--unknown:');
    }
  }
};

const found = new Map();
for (const file of process.argv.slice(2)) {
  const html = readFileSync(file, 'utf8');
  for (const client of clients) {
    for (const [, features] of judge(client, html)) {
      for (const { title } of features) {
        found.set(title, (found.get(title) ?? new Set()).add(client));
      }
    }
  }
}

for (const [title, by] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
  console.log(`${title}\t${[...by].sort().join(', ')}`);
}
