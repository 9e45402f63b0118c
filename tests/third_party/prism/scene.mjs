// Sets the scene in the simulator for a tour of all calls, and prints it as shell assignments.
// Usage: node scene.mjs BASE_URL

const base = process.argv[2];

async function control(path, body) {
  const answer = await fetch(`${base}/_sandbox${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

// Every type of content that a buyer, the seller's own app or a bot of Avito can put into a chat.
const contents = [
  { type: 'text', text: 'Здравствуйте! Доставка есть?' },
  { type: 'location', lat: 55.6, lon: 37.6, text: 'Москва, Варшавское шоссе', title: 'Москва' },
  { type: 'link', text: 'example.com', url: 'https://example.com', preview: null },
  {
    type: 'item',
    title: 'Сплит-система',
    item_url: 'https://example.com/1',
    image_url: 'https://example.com/1.webp',
    price_string: null,
  },
  { type: 'call', status: 'missed', target_user_id: 1 },
  { type: 'system', flow_id: 'seller_audience_discount', text: 'Продавец предлагает скидку' },
  { type: 'appCall' },
  { type: 'file' },
  { type: 'video' },
  { type: 'voice', seconds: 3 },
];

const seller = await control('/sellers', { name: 'Климатика', per_minute: 1000 });
const buyer = await control('/buyers', { name: 'Марина' });
const item = await control('/items', { seller_id: seller.user_id, title: 'Сплит-система', price: 27900 });
const chat = await control('/chats', { buyer_id: buyer.user_id, item_id: item.id });
let first;
for (const content of contents) {
  const said = await control(`/chats/${chat.id}/messages`, { content, quote: first });
  first ??= said.id;
}
console.log(`CLIENT_ID='${seller.client_id}' CLIENT_SECRET='${seller.client_secret}' CHAT_ID='${chat.id}'`);
