using System.Net;
using System.Net.Http.Headers;
using Cifar.Pipelines.Serving;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Serving;

[Collection(ServingTests.Name)]
public sealed class WebApiTests(ServingModels models)
{
    [Fact]
    public async Task Models_of_a_folder_can_be_chosen_by_name()
    {
        using var folder = new TemporaryFolder();
        folder.Write(File.ReadAllBytes(models["first.onnx"]), "fast.onnx");
        folder.Write(File.ReadAllBytes(models["first.zip"]), "fast.zip"); // The same model again, which is not offered twice.
        folder.Write(File.ReadAllBytes(models["second.zip"]), "my run (2)", "model.zip");
        await using var web = await WebFixture.Start(folder.Root);
        var list = (await web.GetJson("/api/v1/models")).GetProperty("models");
        Assert.Equal(["fast", "my-run-2"], list.EnumerateArray().Select(model => model.GetProperty("name").GetString()));
        Assert.True(list[0].GetProperty("isDefault").GetBoolean());

        byte[] picture = TestPictures.Png(1);
        var (first, second) = (await web.Classify(picture), await web.Classify(picture, "?model=my-run-2&top=3"));
        Assert.Equal(("fast", "my-run-2"), (first.GetProperty("model").GetString(), second.GetProperty("model").GetString()));
        Assert.Equal(list[0].GetProperty("version").GetString(), first.GetProperty("pictures")[0].GetProperty("modelVersion").GetString());
        Assert.Equal(3, second.GetProperty("pictures")[0].GetProperty("predictions").GetArrayLength());
        Assert.Contains("no model", await WebFixture.Problem(await web.Post("/api/v1/classify?model=../secret", picture), 404), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_may_hold_several_pictures_and_some_of_them_may_be_bad()
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(TestPictures.Png(1)), "image", "one.png" },
            { new StringContent("not a file"), "note" },
            { new ByteArrayContent("a letter"u8.ToArray()), "image", "two.png" },
            { new ByteArrayContent(DamagedImages.Sample("color.jpg")), "image", "three.txt" }, // The content counts, not the name.
        };
        var pictures = (await WebFixture.Json(await web.Client.PostAsync(new Uri("/api/v1/classify", UriKind.Relative), form))).GetProperty("pictures");
        Assert.Equal(["one.png", "two.png", "three.txt"], pictures.EnumerateArray().Select(picture => picture.GetProperty("name").GetString()));
        Assert.Equal(5, pictures[0].GetProperty("predictions").GetArrayLength());
        Assert.Contains("no picture", pictures[1].GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal(37, pictures[2].GetProperty("width").GetInt32());
    }

    [Fact]
    public async Task A_form_of_too_many_pictures_is_refused_for_their_number()
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        byte[] picture = TestPictures.Png(1);
        using var form = new MultipartFormDataContent();
        foreach (int i in Enumerable.Range(0, 33))
        {
            form.Add(new ByteArrayContent(picture), "image", $"{i}.png");
        }

        Assert.Contains("32 pictures", await WebFixture.Problem(await web.Client.PostAsync(new Uri("/api/v1/classify", UriKind.Relative), form), 413), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(415, "letter", "image/png")]
    [InlineData(415, "", "image/png")]
    [InlineData(415, "{}", "application/json")]
    [InlineData(415, "x", "text/plain; charset=utf-8")]
    [InlineData(415, "x", "no type at all")]
    [InlineData(400, "x", "multipart/form-data")]
    [InlineData(400, "x", "multipart/form-data; boundary=abc")]
    [InlineData(400, "--abc\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--abc--\r\n", "multipart/form-data; boundary=abc")]
    public async Task What_is_no_picture_is_a_problem_that_says_so(int status, string body, string type)
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        Assert.NotEqual("", await WebFixture.Problem(await web.Post("/api/v1/classify", System.Text.Encoding.UTF8.GetBytes(body), type), status));
    }

    [Theory]
    [InlineData("?top=0")]
    [InlineData("?top=1001")]
    [InlineData("?top=many")]
    public async Task A_wrong_number_of_classes_is_a_problem(string query)
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        Assert.Contains("1 to 1000", await WebFixture.Problem(await web.Post("/api/v1/classify" + query, TestPictures.Png(1)), 400), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_over_the_limit_are_refused()
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        // Asks before it sends, as polite clients do with large bodies; others are cut off.
        web.Client.DefaultRequestHeaders.ExpectContinue = true;
        Assert.Contains("8 MB", await WebFixture.Problem(await web.Post("/api/v1/classify", new byte[9 << 20]), 413), StringComparison.Ordinal);
        Assert.Contains("million", await WebFixture.Problem(await web.Post("/api/v1/classify", GiantImages.All().First().Bytes), 413), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_input_and_the_reasons_can_be_seen()
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        var input = await web.Post("/api/v1/input", TestPictures.Png(1, 80, 60));
        Assert.Equal("image/png", input.Content.Headers.ContentType?.MediaType);
        var header = ImageHeader.Read(await input.Content.ReadAsByteArrayAsync());
        Assert.Equal((32, 32), (header.Width, header.Height));
        foreach (var (query, method) in new[] { ("", "grad-cam"), ("?method=grad-cam", "grad-cam"), ("?method=occlusion", "occlusion") })
        {
            var map = await WebFixture.Json(await web.Post("/api/v1/explain" + query, TestPictures.Png(1)));
            Assert.Equal(method, map.GetProperty("method").GetString());
            Assert.Equal(map.GetProperty("rows").GetInt32() * map.GetProperty("columns").GetInt32(), map.GetProperty("values").GetArrayLength());
            Assert.All(map.GetProperty("values").EnumerateArray(), value => Assert.InRange(value.GetDouble(), 0, 1));
        }

        Assert.Contains("occlusion", await WebFixture.Problem(await web.Post("/api/v1/explain?method=guess", TestPictures.Png(1)), 400), StringComparison.Ordinal);
        Assert.Contains("no class", await WebFixture.Problem(await web.Post("/api/v1/explain?label=unicorn", TestPictures.Png(1)), 400), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_OpenAPI_document_has_every_endpoint_of_the_API()
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        var document = await web.GetJson("/openapi/v1.json");
        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(["/api/v1/classify", "/api/v1/explain", "/api/v1/input", "/api/v1/models"], document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order());
        var classify = document.GetProperty("paths").GetProperty("/api/v1/classify").GetProperty("post");
        Assert.True(classify.GetProperty("requestBody").GetProperty("content").TryGetProperty("multipart/form-data", out _));
        Assert.True(classify.GetProperty("responses").TryGetProperty("429", out _));
        var explain = document.GetProperty("paths").GetProperty("/api/v1/explain").GetProperty("post");
        Assert.Equal(["model", "label", "method"], explain.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
        Assert.True(document.GetProperty("components").GetProperty("schemas").GetProperty("ExplainAnswer").GetProperty("properties").TryGetProperty("values", out _));
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        foreach (string path in new[] { "/", "/page/app.js", "/page/../WebServer.cs", "/nothing", "/api/v1/models", "/healthz", "/metrics" })
        {
            var answer = await web.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
            Assert.False(answer.Headers.Contains("Server"));
        }

        var bad = await web.Post("/api/v1/classify", [1]);
        Assert.True(bad.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task A_server_for_this_machine_alone_answers_to_no_other_name()
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/models") { Headers = { Host = "evil.example" } };
        Assert.Equal(HttpStatusCode.BadRequest, (await web.Client.SendAsync(request)).StatusCode);
    }

    [SkippableFact]
    public async Task A_server_on_another_address_of_this_machine_answers_there()
    {
        Skip.If(OperatingSystem.IsMacOS(), "127.0.0.1 is the only such address there.");
        await using var web = await WebFixture.Start(models["first.onnx"], settings => settings with { Urls = "http://127.0.0.2:0" });
        Assert.Equal("ready\n", await web.GetText("/readyz"));
    }

    [Fact]
    public async Task The_key_is_asked_for_where_there_is_one()
    {
        await using var web = await WebFixture.Start(models["first.onnx"], settings => settings with { ApiKey = "sesame" });
        Assert.Contains("X-Api-Key", await WebFixture.Problem(await web.Post("/api/v1/classify", TestPictures.Png(1)), 401), StringComparison.Ordinal);
        Assert.Equal("alive\n", await web.GetText("/healthz"));
        web.Client.DefaultRequestHeaders.Add("X-Api-Key", "sesam");
        await WebFixture.Problem(await web.Post("/api/v1/classify", TestPictures.Png(1)), 401);
        web.Client.DefaultRequestHeaders.Remove("X-Api-Key");
        web.Client.DefaultRequestHeaders.Add("X-Api-Key", "sesame");
        await web.Classify(TestPictures.Png(1));
    }

    [Fact]
    public async Task One_client_gets_its_rate_and_no_more()
    {
        await using var web = await WebFixture.Start(models["first.onnx"], settings => settings with { RequestsPerSecond = 1 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => web.Post("/api/v1/classify", TestPictures.Png(1))));
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.NotEmpty(refused);
        Assert.InRange(answers.Count(answer => answer.IsSuccessStatusCode), 10, 59);
        Assert.All(refused, answer => Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta));
        await WebFixture.Problem(refused[0], 429);
    }

    [Fact]
    public async Task Overload_is_answered_with_429_and_nothing_else()
    {
        await using var web = await WebFixture.Start(models["first.onnx"], settings => settings with { QueueLength = 2, Workers = 1 });
        byte[] large = TestPictures.Png(1, 1200, 900);
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => web.Post("/api/v1/classify", large)));
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{answer.StatusCode}"));
        Assert.Contains(answers, answer => answer.IsSuccessStatusCode);
        var busy = answers.First(answer => !answer.IsSuccessStatusCode);
        Assert.NotNull(busy.Headers.RetryAfter);
        await WebFixture.Problem(busy, 429);
    }

    [Fact]
    public async Task Metrics_count_what_happened()
    {
        await using var web = await WebFixture.Start(models["first.onnx"]);
        long before = Value(await web.GetText("/metrics"), "cifar_pictures_total{model=\"first\"}");
        for (int i = 0; i < 5; i++)
        {
            await web.Classify(TestPictures.Png(i));
        }

        await web.Post("/api/v1/classify", [1, 2, 3]);
        string text = await web.GetText("/metrics");
        Assert.Equal(5, Value(text, "cifar_pictures_total{model=\"first\"}") - before);
        Assert.Equal(1, Value(text, "cifar_rejected_total{model=\"first\",reason=\"UnknownFormat\"}"));
        Assert.Equal(0, Value(text, "cifar_queue_length{model=\"first\"}"));
        Assert.Contains("cifar_classification_duration_seconds_bucket{model=\"first\",le=\"+Inf\"}", text, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration_seconds_count", text, StringComparison.Ordinal);
        // Each line is a comment, or a name, tags in braces, and a number.
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^(# (HELP|TYPE) [a-z_]+ .*|[a-z_]+({[^{}]*})? [-+0-9.eE]+)$", line));
    }

    [Fact]
    public async Task Stopping_answers_what_was_accepted()
    {
        await using var web = await WebFixture.Start(models["first.onnx"], settings => settings with { Workers = 1 });
        Assert.Equal("ready\n", await web.GetText("/readyz"));
        byte[] large = TestPictures.Png(1, 1200, 900);
        var asked = Enumerable.Range(0, 8).Select(_ => web.Post("/api/v1/classify", large)).ToList();
        await Task.Delay(100); // The requests are on their way.
        await web.Stop();
        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    private static long Value(string text, string series) =>
        long.Parse(text.Split('\n').Single(line => line.StartsWith(series + " ", StringComparison.Ordinal))[(series.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
}
