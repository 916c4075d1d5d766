// How much the web server answers, and what it does with more than that. Leave the machine alone meanwhile.
//   dotnet run -c Release -- [capacity|overload|reload|row] MODEL.onnx [SECONDS|COUNT] [CONNECTIONS]
// capacity: beside what bare ONNX Runtime predicts with the same file on the same cores, resident memory
// overload: four times that many requests a second; latency of the accepted ones, the others get 429
// reload:   the model file is replaced a dozen times meanwhile; no request is lost
// row:      100,000 predictions without HTTP; resident memory
// Without a word all four, one after the other. The exit code is 1 when one of them is not as it should be.
using System.Globalization;
using Cifar.LoadTest;

string[] modes = ["capacity", "overload", "reload", "row"];
string? mode = args.FirstOrDefault(modes.Contains);
if (args.Skip(mode is null ? 0 : 1).ToArray() is not [var model, .. var numbers] || !File.Exists(model) || numbers.Length > 2 || !numbers.All(number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0))
{
    Console.Error.WriteLine("usage: Cifar.LoadTest [capacity|overload|reload|row] MODEL.onnx [SECONDS|COUNT] [CONNECTIONS]     60 seconds, 64 connections; row: 100000 predictions");
    return 2;
}

var time = TimeSpan.FromSeconds(mode == "row" ? 0 : Number(0, 60));
int connections = Number(1, 64), count = mode == "row" ? Number(0, 100_000) : 100_000;
Console.WriteLine($"{model}, {Environment.ProcessorCount} cores");
bool good = true;
foreach (string each in modes.Where(each => mode is null || each == mode))
{
    good &= each switch
    {
        "capacity" => await Capacity.Run(model, time, connections),
        "overload" => await Overload.Run(model, time, connections),
        "reload" => await Reload.Run(model, time, connections),
        _ => await InARow.Run(model, count),
    };
}

return good ? 0 : 1;

int Number(int index, int otherwise) => numbers.Length > index ? int.Parse(numbers[index], CultureInfo.InvariantCulture) : otherwise;
