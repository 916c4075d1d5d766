// How much the web server answers, beside what bare ONNX Runtime predicts with the same model on the same cores in the same run.
//   dotnet run -c Release -- MODEL.onnx [SECONDS] [CONNECTIONS]
// 1. bare runtime   2. the server at its capacity, the model file replaced every few seconds   3. sixteen times that many connections, each of which asks again a tenth of a second after a 429   4. predictions in a row, without HTTP
// The server runs in this process on a loopback port and shares the cores with the clients.
using System.Diagnostics;
using Cifar.LoadTest;
using Cifar.Web;

if (args is not [var model, ..] || !File.Exists(model))
{
    Console.Error.WriteLine("usage: Cifar.LoadTest MODEL.onnx [SECONDS] [CONNECTIONS]");
    return 2;
}

var time = TimeSpan.FromSeconds(args.Length > 1 ? double.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 60);
int connections = args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 32;
string folder = Directory.CreateTempSubdirectory("cifar-load-").FullName, served = Path.Combine(folder, "model.onnx");
File.Copy(model, served);
Console.WriteLine($"{model}, {Environment.ProcessorCount} cores, {time.TotalSeconds:F0} s a part, {connections} connections");

double bare = BareRuntime.ImagesPerSecond(model, time / 4);
Console.WriteLine($"bare ONNX Runtime, best of batch 1 on all cores and one thread a core: {bare:N0} images/s");

var settings = new WebSettings { Models = served, Urls = "http://127.0.0.1:0", RequestsPerSecond = 0 };
await using (var app = WebServer.Create(settings))
{
    await app.StartAsync();
    var address = new Uri(app.Urls.Single());
    await new Clients(address, connections).Run(time / 10); // Warm-up.
    using var reloads = new Timer(_ => Replace(model, served), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5));
    var capacity = await new Clients(address, connections).Run(time);
    capacity.Print("at capacity");
    Console.WriteLine($"  {capacity.PerSecond / bare:F2} of bare ONNX Runtime");
    var overload = await new Clients(address, 16 * connections).Run(time);
    overload.Print("overloaded");
    Console.WriteLine($"  {overload.AskedPerSecond / capacity.PerSecond:F1} times the capacity was asked for");
    await app.StopAsync();
}

await InARow.Run(served, int.Parse(Environment.GetEnvironmentVariable("CIFAR_TEST_PREDICTIONS") ?? "100000", System.Globalization.CultureInfo.InvariantCulture));
Directory.Delete(folder, recursive: true);
return 0;

// The same weights under a new version: the last byte of an ONNX file may be followed by an unknown field, which readers skip.
static void Replace(string model, string served)
{
    byte[] bytes = [.. File.ReadAllBytes(model), 0xa0, 0x3e, (byte)(Stopwatch.GetTimestamp() & 0x7f)]; // Field 996, a number.
    File.WriteAllBytes(served + ".new", bytes);
    File.Move(served + ".new", served, overwrite: true);
}
