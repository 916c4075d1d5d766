namespace Cifar.Models.Networks;

/// <summary>A layer of a network, for tables and diagrams.</summary>
/// <param name="Name">Its place in the network: names of modules, joined by dots.</param>
/// <param name="Type">Its kind, with the numbers that matter: <c>Conv2d 3x3, 64</c>.</param>
/// <param name="OutputShape">What it makes of one image, without the batch: channels, rows and columns, or features.</param>
/// <param name="Parameters">Trainable weights of its own; 0 where it is used again.</param>
/// <param name="MultiplyAdds">Multiplications with addition that an image takes; counted for convolutions and linear layers, 0 for all others.</param>
public sealed record NetworkLayer(string Name, string Type, IReadOnlyList<long> OutputShape, long Parameters, long MultiplyAdds);
