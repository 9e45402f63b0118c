// The buyer's page. Everything that people wrote is put in as text, never as markup.

const $ = (id) => document.getElementById(id);
const HINTS = [
  'Доставка по РФ есть? Сколько стоит?',
  'Здравствуйте! Есть в наличии? Оригинал? Какая цена?',
  'Какая гарантия?',
  'Можно вернуть, если не подойдёт?',
  'Скидку сделаете?',
  'Как оплатить?',
  'Позовите человека',
  'Подойдёт ли он на космический корабль?',
];
const FAULTS = [
  ['Десять раз ответить «429: слишком часто»', { action: { kind: 'status', status: 429, retry_after_s: 2 }, times: 10 }],
  ['Десять раз ответить «503: недоступно»', { action: { kind: 'status', status: 503 }, times: 10 }],
  ['Принять ответ продавца и промолчать', { action: { kind: 'hang_after' }, operation: 'postSendMessage', times: 1 }],
  ['Вернуть страницу прокси вместо JSON', { action: { kind: 'html', status: 502 }, times: 5 }],
  ['Терять каждый второй вебхук', { action: { kind: 'lose' }, probability: 0.5 }],
  ['Слать каждый вебхук трижды', { action: { kind: 'duplicate', copies: 2 } }],
  ['Перемешивать вебхуки', { action: { kind: 'reorder', window: 3 } }],
  ['Не оплачена подписка: «402»', { action: { kind: 'status', status: 402 }, times: 10 }],
];
const state = { buyers: [], items: [], chats: [], messages: [], buyer: null, chat: null, drawn: '' };

/** Makes an element; strings become text. */
function make(tag, props = {}, ...children) {
  const element = Object.assign(document.createElement(tag), props);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Pictures are asked for on this very host, whatever name the simulator gave itself. */
const local = (address) => new URL(address, location.href).pathname;

async function call(method, path, body) {
  const picture = body instanceof Blob;
  const answer = await fetch(`/_sandbox${path}`, {
    method,
    headers: body ? { 'content-type': picture ? body.type : 'application/json' } : {},
    body: body && (picture ? body : JSON.stringify(body)),
  });
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(data.message || `Песочница ответила ${answer.status}`);
  return data;
}

/** Runs what a click started and shows what went wrong. */
function act(work) {
  Promise.resolve()
    .then(work)
    .catch((error) => {
      $('problem').textContent = `Не получилось: ${error.message}. Ничего не отправлено, можно повторить.`;
      $('problem').hidden = false;
      setTimeout(() => ($('problem').hidden = true), 6000);
    });
}

const clock = new Intl.DateTimeFormat('ru-RU', { hour: '2-digit', minute: '2-digit' });
const calendar = new Intl.DateTimeFormat('ru-RU', { day: 'numeric', month: 'long' });
const dayOf = (ms) => new Date(ms).toDateString();

function when(ms) {
  if (dayOf(ms) === dayOf(Date.now())) return clock.format(ms);
  return dayOf(ms) === dayOf(Date.now() - 86400000) ? 'вчера' : calendar.format(ms);
}

const itemOf = (chat) => state.items.find((item) => item.id === chat.item_id);

function preview(message) {
  if (!message) return 'Напишите первым';
  const said = {
    text: message.text, image: 'Фото', voice: 'Голосовое', location: message.text, link: message.text,
    item: message.title, call: 'Пропущенный звонок', deleted: 'Сообщение удалено', system: message.text,
  }[message.type];
  return (message.author_id === state.buyer ? 'Вы: ' : '') + (said ?? 'Сообщение');
}

function drawChats() {
  const rows = state.chats.map((chat) => {
    const item = itemOf(chat);
    const row = make('button', { type: 'button', className: 'row' },
      make('img', { className: 'thumb', alt: '', src: item ? local(item.image) : '/art/item/box.svg' }),
      make('strong', {}, item ? item.title : chat.seller_name),
      make('time', {}, chat.last_message ? when(chat.updated_ms) : ''),
      make('span', { className: 'preview' }, preview(chat.last_message)),
      chat.unread_by_buyer ? make('span', { className: 'badge', title: 'Непрочитанные' }, String(chat.unread_by_buyer)) : null);
    row.setAttribute('aria-current', String(chat.id === state.chat));
    row.onclick = () => act(() => openChat(chat.id));
    return make('li', {}, row);
  });
  const empty = make('li', { className: 'empty' }, 'Диалогов пока нет. Выберите товар и задайте вопрос.');
  $('chats').replaceChildren(...(rows.length ? rows : [empty]));
}

function drawItems() {
  $('items').replaceChildren(...state.items.filter((item) => item.status === 'active').map((item) => {
    const card = make('button', { type: 'button', className: 'card' },
      make('img', { alt: '', src: local(item.image), loading: 'lazy' }),
      make('span', { className: 'title' }, item.title),
      make('span', { className: 'price' }, item.price_string),
      make('span', { className: 'meta' }, item.description));
    card.onclick = () => act(() => ask(item.id));
    return make('li', {}, card);
  }));
}

/** What a message shows besides its time. */
function body(message) {
  switch (message.type) {
    case 'text': case 'system': return [message.text];
    case 'image': return [make('img', { className: 'photo', alt: 'Фото', src: local(message.sizes['640x480']) })];
    case 'voice': return [`🎤 Голосовое, ${message.seconds} с`];
    case 'location': return [`📍 ${message.text}`];
    case 'link': return [link(message.url, message.text)];
    case 'item': return [link(message.item_url, message.title), ` ${message.price_string ?? ''}`];
    case 'call': return ['📞 Пропущенный звонок'];
    case 'deleted': return [make('span', { className: 'gone' }, 'Сообщение удалено')];
    default: return [make('span', { className: 'gone' }, 'Такие сообщения эта страница не показывает')];
  }
}

/** Only web addresses become links; anything else stays words. */
function link(address, words) {
  const web = /^https?:\/\//i.test(address);
  return web ? make('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, words) : words;
}

/** What became of the buyer's own message. */
function fate(message, index) {
  const answered = state.messages.slice(index + 1).some((later) => later.author_id !== state.buyer && later.type !== 'system');
  if (answered) return '↩ отвечено';
  return message.read_ms ? '✓✓ прочитано' : '✓ отправлено';
}

function drawMessages() {
  const list = $('messages');
  const drawn = JSON.stringify([state.chat, state.messages]);
  if (drawn === state.drawn) return;
  state.drawn = drawn;
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const rows = [];
  state.messages.forEach((message, index) => {
    const own = message.author_id === state.buyer;
    const previous = state.messages[index - 1];
    if (!previous || dayOf(previous.created_ms) !== dayOf(message.created_ms)) {
      rows.push(make('li', { className: 'day' }, calendar.format(message.created_ms)));
    }
    const origin = message.by_api ? null : 'из приложения';
    rows.push(make('li', { className: `bubble${own ? ' own' : ''}${message.type === 'system' ? ' system' : ''}` },
      ...body(message),
      make('div', { className: 'state' },
        make('time', { title: new Date(message.created_ms).toLocaleString('ru-RU') }, clock.format(message.created_ms)),
        own ? fate(message, index) : origin)));
  });
  if (!rows.length) rows.push(make('li', { className: 'empty' }, 'Задайте первый вопрос: можно выбрать готовый ниже.'));
  list.replaceChildren(...rows);
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function view(name) {
  document.body.dataset.view = name;
}

async function refreshChats() {
  state.chats = await call('GET', `/chats?buyer_id=${state.buyer}`);
  drawChats();
}

async function refreshMessages() {
  const chat = state.chat;
  if (!chat) return;
  const messages = await call('GET', `/chats/${chat}/messages`);
  if (chat !== state.chat) return;
  state.messages = messages;
  drawMessages();
  const unread = messages.some((message) => message.author_id !== state.buyer && !message.read_ms);
  if (unread && !document.hidden) await call('POST', `/chats/${chat}/read`, { by: 'buyer' });
}

async function openChat(id) {
  state.chat = id;
  const chat = state.chats.find((one) => one.id === id);
  const item = itemOf(chat);
  $('item-title').textContent = item ? item.title : chat.seller_name;
  $('item-price').textContent = item ? item.price_string : '';
  $('seller-name').textContent = chat.seller_name;
  $('item-image').src = item ? local(item.image) : '/art/item/box.svg';
  view('chat');
  await refreshMessages();
  $('messages').scrollTop = $('messages').scrollHeight;
  drawChats();
  if (matchMedia('(min-width: 48rem)').matches) $('text').focus();
}

async function ask(itemId) {
  const chat = await call('POST', '/chats', { buyer_id: state.buyer, item_id: itemId });
  await refreshChats();
  await openChat(chat.id);
}

async function say(content) {
  await call('POST', `/chats/${state.chat}/messages`, { content });
  await refresh();
  $('messages').scrollTop = $('messages').scrollHeight;
}

const refresh = () => Promise.all([refreshChats(), refreshMessages()]);

let stream = null;
function listen() {
  stream?.close();
  stream = new EventSource(`/_sandbox/events?buyer_id=${state.buyer}`);
  const show = (words, kind) => {
    $('link-state').textContent = words;
    $('link-state').className = `pill ${kind}`;
  };
  stream.onopen = () => { show('на связи', 'on'); act(refresh); };
  stream.onerror = () => show('переподключение…', 'off');
  // A burst of changes is one redraw.
  let planned = false;
  stream.onmessage = () => {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => { planned = false; act(refresh); });
  };
}

async function become(buyerId) {
  state.buyer = buyerId;
  state.chat = null;
  localStorage.setItem('buyer', String(buyerId));
  $('who').value = String(buyerId);
  $('who-avatar').src = local(state.buyers.find((buyer) => buyer.user_id === buyerId).avatar);
  view('list');
  listen();
  await refreshChats();
}

async function drawLab() {
  const [faults, stats] = await Promise.all([call('GET', '/faults'), call('GET', '/stats')]);
  const active = faults.filter((fault) => fault.times === null || fault.struck < fault.times);
  $('faults').replaceChildren(...active.map((fault) => {
    const name = FAULTS.find(([, rule]) => JSON.stringify(rule.action.kind) === JSON.stringify(fault.action.kind)
      && rule.action.status === (fault.action.status ?? undefined));
    const stop = make('button', { type: 'button', className: 'button quiet' }, 'Прекратить');
    stop.onclick = () => act(async () => { await call('DELETE', `/faults/${fault.id}`); await drawLab(); });
    return make('li', {}, `${name ? name[0] : fault.action.kind} — сработало: ${fault.struck}`, stop);
  }));
  if (!active.length) $('faults').append(make('li', { className: 'meta' }, 'Сбоев нет.'));
  const sellers = await call('GET', '/sellers');
  $('stats').replaceChildren(...sellers.map((seller) => {
    const counted = stats.accounts[seller.user_id];
    const words = `всего ${counted.requests}, больше всего за минуту ${counted.max_per_minute} из ${seller.per_minute}, сверх лимита ${counted.violations}`;
    return make('li', {}, make('span', {}, seller.name), make('span', { className: 'meta' }, words));
  }));
}

function prepare() {
  $('who').onchange = () => act(() => become(Number($('who').value)));
  $('new-chat').onclick = () => view('shop');
  document.querySelectorAll('.back').forEach((button) => (button.onclick = () => { state.chat = null; view('list'); drawChats(); }));
  $('composer').onsubmit = (event) => {
    event.preventDefault();
    const text = $('text').value.trim();
    if (text) act(async () => { await say({ type: 'text', text }); $('text').value = ''; });
  };
  $('text').onkeydown = (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); $('composer').requestSubmit(); }
  };
  $('picture').onchange = () => act(async () => {
    const [file] = $('picture').files;
    if (!file) return;
    const { image_id } = await call('POST', '/pictures', file);
    await say({ type: 'image', image_id });
    $('picture').value = '';
  });
  $('place').onclick = () => act(() => say({ type: 'location', kind: 'street', lat: 56.838, lon: 60.597, text: 'Екатеринбург, проспект Ленина', title: 'Екатеринбург' }));
  $('voice').onclick = () => act(() => say({ type: 'voice', seconds: 5 }));
  $('hints').replaceChildren(...HINTS.map((text) => {
    const button = make('button', { type: 'button', className: 'button quiet' }, text);
    button.onclick = () => act(() => say({ type: 'text', text }));
    return button;
  }));
  prepareLab();
}

function prepareLab() {
  $('open-lab').onclick = () => { $('lab').showModal(); act(drawLab); };
  $('close-lab').onclick = () => $('lab').close();
  const buttons = FAULTS.map(([name, rule]) => {
    const button = make('button', { type: 'button', className: 'button quiet' }, name);
    button.onclick = () => act(async () => { await call('POST', '/faults', rule); await drawLab(); });
    return button;
  });
  const clear = make('button', { type: 'button', className: 'button' }, 'Прекратить все сбои');
  clear.onclick = () => act(async () => { await call('DELETE', '/faults'); await drawLab(); });
  $('lab-buttons').replaceChildren(...buttons, clear);
  $('native').onsubmit = (event) => {
    event.preventDefault();
    const text = $('native-text').value.trim();
    if (!text) return;
    act(async () => {
      if (!state.chat) throw new Error('сначала откройте диалог');
      await call('POST', `/chats/${state.chat}/messages`, { from: 'seller', content: { type: 'text', text } });
      $('native-text').value = '';
      $('lab').close();
      await refresh();
    });
  };
}

act(async () => {
  prepare();
  [state.buyers, state.items] = await Promise.all([call('GET', '/buyers'), call('GET', '/items')]);
  if (!state.buyers.length) state.buyers = [await call('POST', '/buyers', { name: 'Покупатель' })];
  drawItems();
  $('who').replaceChildren(...state.buyers.map((buyer) => make('option', { value: String(buyer.user_id) }, buyer.name)));
  const known = Number(localStorage.getItem('buyer'));
  const chosen = state.buyers.find((buyer) => buyer.user_id === known) ?? state.buyers[0];
  await become(chosen.user_id);
  const wanted = Number(new URLSearchParams(location.search).get('item'));
  if (state.items.some((item) => item.id === wanted)) await ask(wanted);
});
