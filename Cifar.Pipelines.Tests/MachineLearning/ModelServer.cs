using System.Net;
using System.Net.Sockets;

namespace Cifar.Pipelines.Tests.MachineLearning;

/// <summary>Serves one file with an ETag over HTTP on this machine, as a model store would.</summary>
sealed class ModelServer : IDisposable
{
    readonly HttpListener listener = new();
    volatile Tuple<byte[], string> content = Tuple.Create(Array.Empty<byte>(), "");

    public ModelServer()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Address = new Uri($"http://localhost:{((IPEndPoint)probe.LocalEndpoint).Port}/model.zip");
        probe.Stop();
        listener.Prefixes.Add(new Uri(Address, "/").ToString());
        listener.Start();
        _ = Task.Run(Run);
    }

    public Uri Address { get; }

    public void Serve(byte[] file, string tag) => content = Tuple.Create(file, $"\"{tag}\"");

    public void Dispose() => listener.Close();

    async Task Run()
    {
        while (listener.IsListening)
        {
            HttpListenerContext request;
            try
            {
                request = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return; // Closed by Dispose.
            }

            var (file, tag) = content;
            var response = request.Response;
            response.AddHeader("ETag", tag);
            if (request.Request.Headers["If-None-Match"] == tag) response.StatusCode = (int)HttpStatusCode.NotModified;
            else if (request.Request.HttpMethod == "GET") response.OutputStream.Write(file);
            response.Close();
        }
    }
}
