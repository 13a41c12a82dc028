import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

@Testcontainers
class MockOpenAIContainerTest {
    // The command takes the flags of `mock-openai --help`.
    @Container
    final GenericContainer<?> mock = new GenericContainer<>("mock-openai:latest")
            .withCommand("--admin-on-main", "--ttft=50ms", "--itl=2ms")
            .withExposedPorts(3000)
            .waitingFor(Wait.forHttp("/health"));

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void answersAndFails() throws Exception {
        var chat = "{\"messages\": [{\"role\": \"user\", \"content\": \"Hello!\"}]}";
        assertEquals(200, post("/v1/chat/completions", chat).statusCode());

        post("/_mock/next", "{\"count\": 1, \"fault\": \"error:status=503\"}");
        assertEquals(503, post("/v1/chat/completions", chat).statusCode());
        assertEquals(200, post("/v1/chat/completions", chat).statusCode());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        var url = "http://" + mock.getHost() + ":" + mock.getMappedPort(3000) + path;
        var request = HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(body)).build();
        return http.send(request, BodyHandlers.ofString());
    }
}
