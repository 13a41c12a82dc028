import openai

from client import MODEL, ClientTest


class ConversationsTest(ClientTest):
    def test_life(self):
        talks = self.client.conversations
        talk = talks.create(metadata={"run": "7"}, items=[{"role": "user", "content": "Hello!"}])
        self.assertEqual(talks.retrieve(talk.id), talk)
        self.assertEqual(talks.update(talk.id, metadata={}).metadata, {})
        output = {"type": "function_call_output", "call_id": "c", "output": "fine"}
        (added,) = talks.items.create(talk.id, items=[output]).data
        self.assertEqual(talks.items.retrieve(added.id, conversation_id=talk.id), added)
        self.assertEqual(talks.items.delete(added.id, conversation_id=talk.id).id, talk.id)
        with self.assertRaises(openai.NotFoundError):
            talks.items.retrieve(added.id, conversation_id=talk.id)
        self.assertTrue(talks.delete(talk.id).deleted)
        with self.assertRaises(openai.NotFoundError):
            talks.retrieve(talk.id)

    def test_responses(self):
        talk = self.client.conversations.create()
        whole = self.client.responses.create(model=MODEL, input="Hello!", conversation=talk.id)
        with self.client.responses.stream(model=MODEL, input="Hello!", conversation={"id": talk.id}) as stream:
            again = stream.get_final_response()
        self.assertEqual((whole.conversation.id, again.conversation.id), (talk.id, talk.id))
        self.assertEqual(again.usage.input_tokens, whole.usage.total_tokens + whole.usage.input_tokens)
        items = list(self.client.conversations.items.list(talk.id, order="asc", limit=3))
        self.assertEqual([item.role for item in items], ["user", "assistant"] * 2)
        self.assertEqual(items[3].content[0].text, again.output_text)
        with self.assertRaises(openai.BadRequestError) as caught:
            self.client.responses.create(model=MODEL, conversation=talk.id, previous_response_id=whole.id)
        self.assertEqual(caught.exception.code, "mutually_exclusive_parameters")
