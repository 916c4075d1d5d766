using Cifar.Web;
using Microsoft.Extensions.Configuration;

namespace Cifar.Pipelines.Tests.Serving;

public sealed class WebSettingsTests
{
    [Theory]
    [InlineData("log-requests", "true", true)]
    [InlineData("LOG_REQUESTS", "True", true)] // As CIFAR_LOG_REQUESTS arrives.
    [InlineData("log-requests", "false", false)]
    public void Requests_are_logged_where_the_command_line_or_the_environment_says_so(string name, string value, bool logged) =>
        Assert.Equal(logged, Read(name, value).LogRequests);

    [Fact]
    public void A_switch_that_is_neither_on_nor_off_is_named() =>
        Assert.Contains("--log-requests is 'yes'", Assert.Throws<WebSettingsException>(() => Read("LOG_REQUESTS", "yes")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://127.0.0.1:5032", "127.0.0.1 localhost [::1]")]
    [InlineData("http://127.0.0.1:5032;", "127.0.0.1 localhost [::1]")]
    [InlineData("http://127.0.0.2:5032", "127.0.0.2 localhost 127.0.0.1 [::1]")]
    [InlineData("http://localhost:5032; http://[::1]:5032", "localhost [::1] 127.0.0.1")]
    [InlineData("http://127.0.0.1:5032;http://0.0.0.0:80", "*")]
    [InlineData("http://*:80", "*")]
    public void A_server_that_only_this_machine_reaches_answers_to_its_names_alone(string urls, string hosts) =>
        Assert.Equal(hosts, string.Join(' ', new WebSettings { Models = "", Urls = urls }.AllowedHosts));

    private static WebSettings Read(string name, string value) =>
        WebSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["models"] = "model.onnx", [name] = value }).Build());
}
