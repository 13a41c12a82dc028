"""mock-openai in a container, by Testcontainers. Needs a Docker daemon, the image, and what requirements.txt lists:

    $ make docker
    $ pip install -r bench/deploy/testcontainers/python/requirements.txt
    $ pytest bench/deploy/testcontainers/python"""

import openai
import pytest
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy


class MockOpenAIContainer(DockerContainer):
    """Takes the flags of `mock-openai --help`."""

    def __init__(self, *flags, image="mock-openai"):
        super().__init__(image)
        self.with_command(["--admin-on-main", *flags]).with_exposed_ports(3000)
        self.waiting_for(HttpWaitStrategy(3000, "/health"))

    @property
    def base_url(self):
        return f"http://{self.get_container_host_ip()}:{self.get_exposed_port(3000)}/v1"


@pytest.fixture
def mock_openai():
    with MockOpenAIContainer("--ttft=50ms", "--itl=2ms") as container:
        yield container


def test_streams(mock_openai):
    client = openai.OpenAI(base_url=mock_openai.base_url, api_key="any")
    stream = client.chat.completions.create(
        model="gpt-4-mock", stream=True, messages=[{"role": "user", "content": "Hello!"}]
    )
    assert "".join(chunk.choices[0].delta.content or "" for chunk in stream)
