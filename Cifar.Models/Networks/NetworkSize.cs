namespace Cifar.Models.Networks;

/// <summary>How large a network is.</summary>
/// <param name="Parameters">Number of trainable weights.</param>
/// <param name="MultiplyAdds">Multiplications with addition that an image takes in convolutions and linear layers.</param>
public sealed record NetworkSize(long Parameters, long MultiplyAdds);
