"""Conversations that chat templates meet, with what callers pass along."""

CITY = {"type": "string", "description": 'The city <name> & "more"'}
OPTIONS = {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "number"}}}, "required": ["a"]}
PARAMETERS = {
    "type": "object",
    "properties": {"city": CITY, "unit": {"type": "string", "enum": ["c", "f"], "default": "c"}, "options": OPTIONS},
    "required": ["city"],
}
WEATHER = {"type": "function", "function": {"name": "weather", "description": "Weather\nof a city.", "parameters": PARAMETERS}}
CLOCK = {"type": "function", "function": {"name": "clock", "description": "Zeit é🎉", "parameters": {"type": "object", "properties": {}}}}
TOKENS = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}


def user(content):
    return {"role": "user", "content": content}


def assistant(content, **more):
    return {"role": "assistant", "content": content, **more}


def system(content):
    return {"role": "system", "content": content}


def tool(content, number="abc123def"):
    return {"role": "tool", "name": "weather", "tool_call_id": number, "content": content}


def call(arguments, number="abc123def"):
    return {"id": number, "type": "function", "function": {"name": "weather", "arguments": arguments}}


def scenario(name, messages, add_generation_prompt=False, **more):
    return {"name": name, "messages": messages, "add_generation_prompt": add_generation_prompt, **TOKENS, **more}


CHAT = [user("Hi"), assistant("Hello! "), user(" How are you?\n"), assistant("Fine.")]
ARGUMENTS = {"city": "Oslo", "n": 1.5, "ok": True, "x": None, "l": [1, "é"]}
SCENARIOS = [
    scenario("user", [user("Hi")], True),
    scenario("no prompt", [user("Hi")]),
    scenario("chat", CHAT),
    scenario("chat and prompt", CHAT[:3], True),
    scenario("system", [system("Be brief. "), *CHAT]),
    scenario("tools", [system("Use tools."), user("Weather?")], True, tools=[WEATHER, CLOCK]),
    scenario("call", [user("Weather?"), assistant("", tool_calls=[call(ARGUMENTS)]), tool('{"t": 5}'), assistant("5 degrees")], tools=[WEATHER]),
    scenario("call as text", [user("Weather?"), assistant(None, tool_calls=[call('{"city": "Oslo"}')]), tool("5")], True, tools=[CLOCK]),
    scenario("two calls", [user("W?"), assistant("Wait", tool_calls=[call({"city": "Oslo"}), call({}, "xyz456abc")]), tool("5"), tool("15", "xyz456abc"), assistant("done"), user("ok")], True),
    scenario("reasoning", [user("2+2?"), assistant("4", reasoning_content="think\nhard"), user("3+3?"), assistant("<think>\nsix\n</think>\n\n6")]),
    scenario("no thinking", [user("2+2?"), assistant("<think>a</think>4"), user("3+3?")], True, enable_thinking=False),
    scenario("thinking", [system("s"), user("3+3?")], True, enable_thinking=True, date_string="03 Jul 2024"),
    scenario("parts", [system("s"), user([{"type": "text", "text": "What"}, {"type": "image"}, {"type": "text", "text": " is it?"}]), assistant([{"type": "text", "text": "A cat"}])]),
    scenario("documents", [user("q?")], True, documents=[{"title": "T1", "text": "text one"}, {"title": "T2", "text": "zwei é"}]),
    scenario("unicode", [system("日本 🎉"), user("é <|im_end|> {{ 7*7 }} {% if x %} <s> \u2028 \u00a0"), assistant("🎉🎉"), user("\t x \n")], True),
    scenario("empty contents", [user(""), assistant("")]),
    scenario("null content", [user("a"), assistant(None)], True),
    scenario("no contents", [{"role": "user"}, {"role": "assistant"}], True),
    scenario("no role", [{"content": "x"}]),
    scenario("numbers", [user(5), assistant(1.5)]),
    scenario("no messages", [], True),
    scenario("two users", [user("a"), user("b")], True),
    scenario("assistant first", [assistant("a"), user("b")]),
]
