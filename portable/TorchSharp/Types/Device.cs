using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lives: a kind of processor and, where there are several, its number (-1: the current one).</summary>
    public class Device
    {
        public Device(string description)
        {
            string[] parts = description.Split(':');
            if (parts.Length > 2) throw new ArgumentException($"'{description}' is no device; it looks like 'cpu', 'cuda' or 'cuda:0'.", nameof(description));
            type = Parse(parts[0]);
            index = parts.Length == 1 ? DefaultIndex(type)
                : int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
                : throw new ArgumentException($"'{description}' is no device; the part behind ':' must be a number.", nameof(description));
        }

        public Device(string deviceType, int index = -1) : this(Parse(deviceType), index) { }

        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        public Device(int index) : this(DeviceType.CUDA, index) { }

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            string kind = type.ToString().ToLowerInvariant();
            return index == -1 ? kind : $"{kind}:{index}";
        }

        static DeviceType Parse(string name) =>
            Enum.TryParse(name, ignoreCase: true, out DeviceType parsed) && !char.IsDigit(name[0]) ? parsed
            : throw new ArgumentException($"'{name}' is no kind of device; known are {string.Join(", ", Enum.GetNames<DeviceType>()).ToLowerInvariant()}.", nameof(name));

        static int DefaultIndex(DeviceType type) => type == DeviceType.CUDA ? 0 : -1;

        internal bool Is(Device other) => type == other.type && Math.Max(index, 0) == Math.Max(other.index, 0);
    }
}
