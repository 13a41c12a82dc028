import base64
import math

from client import ClientTest


class EmbeddingsTest(ClientTest):
    def embed(self, **params):
        return self.client.embeddings.create(model="text-embedding-3-small", input=["a", "b"], **params).data[1].embedding

    def test_default_and_float(self):
        by_default, as_floats = self.embed(), self.embed(encoding_format="float")
        self.assertEqual(len(by_default), 1536)
        self.assertAlmostEqual(math.hypot(*by_default), 1, places=3)
        self.assertLess(max(abs(a - b) for a, b in zip(by_default, as_floats, strict=True)), 1e-6)

    def test_base64(self):
        self.assertEqual(len(base64.b64decode(self.embed(encoding_format="base64", dimensions=3))), 3 * 4)
