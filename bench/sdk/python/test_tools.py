import json

from client import CITY, MESSAGES, MODEL, ClientTest

WEATHER = {"name": "get_weather", "parameters": CITY, "strict": True}
TOOLS = [
    {"type": "function", "function": WEATHER},
    {"type": "function", "function": WEATHER | {"name": "get_time"}},
]


class ToolsTest(ClientTest):
    def both(self, **params):
        """Returns the choice of a whole answer and that of a stream."""
        params = dict(model=MODEL, messages=MESSAGES, seed=1) | params
        with self.client.chat.completions.stream(**params) as stream:
            streamed = stream.get_final_completion().choices[0]
        return self.client.chat.completions.create(**params).choices[0], streamed

    def assert_city(self, function):
        self.assertIn(json.loads(function.arguments)["unit"], ["c", "f"])

    def test_required(self):
        for choice in self.both(tools=TOOLS, tool_choice="required", parallel_tool_calls=False):
            self.assertEqual(choice.finish_reason, "tool_calls")
            (call,) = choice.message.tool_calls
            self.assert_city(call.function)

    def test_forced(self):
        choice = {"type": "function", "function": {"name": "get_time"}}
        for choice in self.both(tools=TOOLS, tool_choice=choice):
            self.assertEqual({call.function.name for call in choice.message.tool_calls}, {"get_time"})

    def test_parallel(self):
        for seed in range(1000):
            whole, streamed = self.both(tools=TOOLS, tool_choice="required", seed=seed)
            said = [[call.function.arguments for call in choice.message.tool_calls] for choice in (whole, streamed)]
            self.assertEqual(said[0], said[1])
            if len(said[0]) == 2:
                return
        self.fail("no two calls in one answer")

    def test_legacy_function(self):
        for choice in self.both(functions=[{"name": "get_weather", "parameters": CITY}], function_call={"name": "get_weather"}):
            self.assertEqual(choice.finish_reason, "stop")  # as of every function that is named
            self.assert_city(choice.message.function_call)

    def test_custom(self):
        params = dict(model=MODEL, messages=MESSAGES, seed=1, tool_choice="required", tools=[{"type": "custom", "custom": {"name": "shell"}}])
        (call,) = self.client.chat.completions.create(**params).choices[0].message.tool_calls
        self.assertEqual(call.custom.name, "shell")
        self.assertTrue(list(self.client.chat.completions.create(stream=True, **params)))

    def test_answer_after_tool(self):
        params = dict(model=MODEL, tools=TOOLS)
        called = self.client.chat.completions.create(messages=MESSAGES, tool_choice="required", **params).choices[0].message
        outputs = [{"role": "tool", "tool_call_id": call.id, "content": "fine"} for call in called.tool_calls]
        params["messages"] = [*MESSAGES, called, *outputs]
        self.assertTrue(self.client.chat.completions.create(**params).choices[0].message.content)
        self.assertTrue(self.client.chat.completions.create(tool_choice="required", **params).choices[0].message.tool_calls)
