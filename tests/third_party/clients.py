"""Two Avito clients written by others, run against the simulator.

Usage: clients.py {avito-api|avito-python-sdk} BASE_URL

The simulator must have been started with --mode observed for avito-api (it reads messages from an object
and requires author_id in the answer to a send) and with --mode spec for avito-python-sdk (its models refuse
fields that the published schema does not name). Exits with 0 when everything holds.
"""

import asyncio
import json
import logging
import struct
import sys
import urllib.error
import urllib.parse
import urllib.request
import zlib

QUESTION = "Здравствуйте! Доставка есть?"
HOOK = "http://127.0.0.1:9/hook/secret"
# The SDK's model of `location.kind` copies a slip of the published enum, so only these are tried with it.
PLACE = {"type": "location", "kind": "street", "lat": 55.6, "lon": 37.6, "text": "Москва", "title": "Москва"}


def control(base, method, path, body=None):
    """A control call of the simulator (sandbox/README.md)."""
    request = urllib.request.Request(
        f"{base}/_sandbox{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def check(what, holds):
    if not holds:
        raise AssertionError(what)
    print(f"  ok: {what}")


def scene(base):
    """A seller with a listing, and a buyer who has written three messages."""
    seller = control(base, "POST", "/sellers", {"name": "Климатика"})
    buyer = control(base, "POST", "/buyers", {"name": "Марина"})
    item = control(
        base, "POST", "/items", {"seller_id": seller["user_id"], "title": "Сплит-система", "price": 27900}
    )
    chat = control(base, "POST", "/chats", {"buyer_id": buyer["user_id"], "item_id": item["id"]})
    path = f"/chats/{chat['id']}/messages"
    said = [
        control(base, "POST", path, {"content": content})
        for content in ({"type": "text", "text": QUESTION}, PLACE, {"type": "voice", "seconds": 3})
    ]
    return seller, buyer, item, chat, said


def png(width, height):
    """A grey picture."""

    def chunk(kind, data):
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def avito_api(base):
    from avito_api.config import ApiConfig, ClientConfig
    from avito_api.exceptions import AvitoApiError, RateLimitError
    from avito_api.item import SyncItemClient
    from avito_api.messenger import SyncMessengerClient
    from avito_api.messenger.models import BlacklistUser
    from avito_api.user import SyncUserClient

    # Refusals are part of the play; the library would report each as a mishap.
    logging.getLogger("avito_api").disabled = True
    seller, buyer, item, chat, said = scene(base)
    user, chat_id = seller["user_id"], chat["id"]
    keys = {"client_id": seller["client_id"], "client_secret": seller["client_secret"]}
    keys["config"] = ClientConfig(api=ApiConfig(base_url=base))

    profile = SyncUserClient(**keys).get_account()
    check("the profile names the account", profile.id == user and profile.name == "Климатика")
    items = SyncItemClient(**keys)
    listed = items.get_items()
    check("the listing is listed", [one.id for one in listed.resources] == [item["id"]])
    check("the listing is active", items.get_item(user, item["id"]).status.value == "active")

    client = SyncMessengerClient(**keys)
    check("a token is issued", client.get_token()["access_token"] == client.access_token)
    chats = client.get_chats(user, unread_only=True)
    check("the unread chat is listed", [one.id for one in chats.chats] == [chat_id])
    check("the chat shows its listing", chats.chats[0].context.value.title == "Сплит-система")
    names = {one.id: one.name for one in client.get_chat(user, chat_id).users}
    check("the chat shows both people", names == {user: "Климатика", buyer["user_id"]: "Марина"})

    history = client.get_messages(user, chat_id).messages
    check("messages come newest first", [m.id for m in history] == [m["id"] for m in reversed(said)])
    check("the words arrive", history[-1].content.text == QUESTION)
    check("messages of the buyer are incoming", {m.direction.value for m in history} == {"in"})
    voice = history[0].content.voice.voice_id
    link = client.get_voice_files(user, [voice]).voices_urls[voice]
    with urllib.request.urlopen(link, timeout=10) as recording:
        check("the recording can be fetched", recording.read(12)[4:8] == b"ftyp")

    check("the chat is marked read", client.mark_chat_as_read(user, chat_id).ok)
    check("no unread chat is left", client.get_chats(user, unread_only=True).chats == [])
    sent = client.send_message(user, chat_id, "Да, по всей России.")
    check("an answer is outgoing", sent.direction.value == "out" and sent.author_id == user)
    uploaded = client.upload_image(user, png(8, 8))
    image = client.send_image_message(user, chat_id, next(iter(uploaded)))
    check("a picture is sent", "1280x960" in image.content.image.sizes)
    seen = control(base, "GET", f"/chats/{chat_id}/messages")
    check("the buyer sees both", [m["id"] for m in seen[-2:]] == [sent.id, image.id])
    client.delete_message(user, chat_id, sent.id)
    left = {m.id: m.type.value for m in client.get_messages(user, chat_id).messages}
    check("a deleted message leaves a trace", left[sent.id] == "deleted")

    check("an address is subscribed", client.subscribe_webhook(HOOK).ok)
    check("it is listed", [s.url for s in client.get_webhook_subscriptions().subscriptions] == [HOOK])
    check("it is unsubscribed", client.unsubscribe_webhook(HOOK).ok)
    check("none is left", client.get_webhook_subscriptions().subscriptions == [])

    client.access_token = "stale"
    check("a stale token is replaced", client.get_chat(user, chat_id).id == chat_id)
    rule = {"action": {"kind": "status", "status": 429, "retry_after_s": 1}, "account": user, "times": 1}
    control(base, "POST", "/faults", rule)
    try:
        client.get_chat(user, chat_id)
        raise AssertionError("a 429 must surface")
    except RateLimitError as error:
        check("a 429 surfaces as a limit", error.status_code == 429)
    blocked = BlacklistUser(user_id=buyer["user_id"], context={"item_id": item["id"], "reason_id": 1})
    client.add_to_blacklist(user, [blocked])
    check("the buyer is blacklisted", control(base, "GET", f"/chats/{chat_id}")["blacklisted"])

    application = control(base, "POST", "/applications", {"redirect_uri": "http://127.0.0.1:9/back"})
    # Its own exchange of a code sends the name of a Python enum as grant_type, so that step is made here.
    pair = exchange(base, application, authorize(base, application["client_id"], user))
    mine = SyncMessengerClient(
        client_id=application["client_id"],
        client_secret=application["client_secret"],
        refresh_token=pair["refresh_token"],
        config=keys["config"],
    )
    check("a refresh token opens the account", mine.get_chat(user, chat_id).id == chat_id)
    check("the refresh token is rotated", mine.refresh_token != pair["refresh_token"])
    mine.refresh_token = pair["refresh_token"]
    try:
        mine.refresh_access_token()
        raise AssertionError("a used refresh token must be refused")
    except AvitoApiError:
        check("a used refresh token is refused", True)
    print("  skipped: its exchange of a code (it sends grant_type=GrantType.AUTHORIZATION_CODE)")


def exchange(base, application, code):
    form = {**application, "grant_type": "authorization_code", "code": code}
    body = urllib.parse.urlencode(form).encode()
    with urllib.request.urlopen(f"{base}/token", data=body, timeout=10) as answer:
        return json.load(answer)


def authorize(base, client_id, user):
    """What a browser does on the authorize page; the client offers no call for it."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    url = f"{base}/oauth?response_type=code&client_id={client_id}&user_id={user}"
    try:
        urllib.request.build_opener(Stay).open(url, timeout=10)
    except urllib.error.HTTPError as redirect:
        return redirect.headers["Location"].split("code=")[1]
    raise AssertionError("the authorize page did not redirect")


async def avito_python_sdk(base):
    from pyavitoapi import AvitoAsyncClient
    from pyavitoapi.transport.errors import AvitoApiError

    seller, buyer, item, chat, said = scene(base)
    user, chat_id = seller["user_id"], chat["id"]
    keys = {"client_id": seller["client_id"], "client_secret": seller["client_secret"]}
    async with AvitoAsyncClient(**keys, base_url=base) as client:
        headers = await client.auth.auth_header()
        check("a token is issued", headers["Authorization"].startswith("Bearer "))
        account = {"headers": headers, "path_params": {"user_id": user}}
        one_chat = {"headers": headers, "path_params": {"user_id": user, "chat_id": chat_id}}
        api = client.messenger

        profile = await client.user.get_user_info_self(headers=headers)
        check("the profile names the account", profile.id == user)
        listed = await client.item.get_items_info(headers=headers)
        check("the listing is listed", [one.id for one in listed.resources] == [item["id"]])

        chats = await api.get_chats_v2(**account, query={"limit": 50, "offset": 0})
        check("the chat is listed, no field unknown", [one.id for one in chats.chats] == [chat_id])
        found = await api.get_chat_by_id_v2(**one_chat)
        check("the chat shows its listing", found.context.value.id == item["id"])
        history = (await api.get_messages_v3(**one_chat, query={"limit": 100})).root
        check("messages come newest first", [m.id for m in history] == [m["id"] for m in reversed(said)])
        check("the words arrive", history[-1].content.text == QUESTION)

        body = {"type": "text", "message": {"text": "Да, по всей России."}}
        sent = await api.post_send_message(**one_chat, json_body=body)
        check("an answer is outgoing", (sent.type, sent.direction) == ("text", "out"))
        check("the chat is marked read", (await api.chat_read(**one_chat)).ok)
        seen = control(base, "GET", f"/chats/{chat_id}/messages")
        check("the buyer sees the answer", seen[-1]["id"] == sent.id)
        check("the buyer was read", all(m["read_ms"] for m in seen if m["author_id"] == buyer["user_id"]))
        voice = history[0].content.voice.voice_id
        voices = await api.get_voice_files(**account, query={"voice_ids": voice})
        check("the recording has an address", voice in voices.voices_urls)
        message = {"user_id": user, "chat_id": chat_id, "message_id": sent.id}
        await api.delete_message(headers=headers, path_params=message)
        newest = (await api.get_messages_v3(**one_chat)).root[0]
        check("a deleted message leaves a trace", (newest.id, newest.type) == (sent.id, "deleted"))

        check("an address is subscribed", (await api.post_webhook_v3(headers=headers, json_body={"url": HOOK})).ok)
        hooks = await api.get_subscriptions(headers=headers)
        check("it is listed", [s.url for s in hooks.subscriptions] == [HOOK])
        gone = await api.post_webhook_unsubscribe(headers=headers, json_body={"url": HOOK})
        check("it is unsubscribed", gone.ok)
        try:
            strange = {"user_id": user, "chat_id": "u2i-nobody"}
            await api.get_chat_by_id_v2(headers=headers, path_params=strange)
            raise AssertionError("a chat of nobody must be refused")
        except AvitoApiError as error:
            check("a chat of nobody is 404", error.status_code == 404)
    print("  skipped: upload of pictures (this client sends no multipart), refresh tokens (it knows no such grant)")


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("avito-api", "avito-python-sdk"):
        sys.exit(__doc__)
    name, base = sys.argv[1:]
    print(f"{name} against {base}")
    if name == "avito-api":
        avito_api(base)
    else:
        asyncio.run(avito_python_sdk(base))


if __name__ == "__main__":
    main()
