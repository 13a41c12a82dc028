from client import MODEL, ClientTest


class ModelsTest(ClientTest):
    def test_models(self):
        listed = self.client.models.list().data[0]
        self.assertEqual(listed.id, MODEL)
        self.assertEqual(self.client.models.retrieve(MODEL), listed)
        self.assertTrue(self.client.models.delete(MODEL).deleted)

    def test_moderations(self):
        results = self.client.moderations.create(input=["x", "y"]).results
        self.assertEqual([result.flagged for result in results], [False, False])
        image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
        (result,) = self.client.moderations.create(input=[{"type": "text", "text": "x"}, image]).results
        self.assertEqual(result.category_applied_input_types.violence, ["text", "image"])
