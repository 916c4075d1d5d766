using System.Net.Http.Json;
using System.Text.Json;
using Cifar.Pipelines.Tests.Data;
using Cifar.Web;
using Microsoft.AspNetCore.Builder;

namespace Cifar.Pipelines.Tests.Serving;

/// <summary>The real server on a free port of this machine.</summary>
internal sealed class WebFixture : IAsyncDisposable
{
    private readonly WebApplication app;

    private WebFixture(WebApplication app)
    {
        this.app = app;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public static async Task<WebFixture> Start(string models, Func<WebSettings, WebSettings>? change = null)
    {
        var settings = new WebSettings { Models = models, Urls = "http://127.0.0.1:0", RequestsPerSecond = 0 };
        var app = WebServer.Create(change?.Invoke(settings) ?? settings);
        await app.StartAsync();
        return new WebFixture(app);
    }

    public Task<HttpResponseMessage> Post(string path, byte[] body, string type = "application/octet-stream")
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return Client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    public async Task<JsonElement> Classify(byte[] picture, string query = "") => await Json(await Post("/api/v1/classify" + query, picture));

    public async Task<JsonElement> GetJson(string path) => await Json(await Client.GetAsync(new Uri(path, UriKind.Relative)));

    public Task<string> GetText(string path) => Client.GetStringAsync(new Uri(path, UriKind.Relative));

    public static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The answer must be a problem that a person can read.</summary>
    public static async Task<string> Problem(HttpResponseMessage answer, params int[] statuses)
    {
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(statuses.Contains((int)answer.StatusCode), $"{(int)answer.StatusCode}: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        return JsonSerializer.Deserialize<JsonElement>(body).GetProperty("detail").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }

    public Task Stop() => app.StopAsync();
}
