using System.Collections;
using System.Globalization;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>Modules by position.</summary>
    public class ModuleList<T> : Module, IList<T> where T : Module
    {
        readonly List<T> items = [];

        public ModuleList(params T[] modules) : base(nameof(ModuleList<>)) => extend(modules);

        public T this[int index]
        {
            get => items[index];
            set
            {
                items[index] = value;
                Renumber();
            }
        }

        public int Count => items.Count;

        public bool IsReadOnly => false;

        public void Add(T item) => Insert(Count, item);

        public void append(params T[] parameters) => extend(parameters);

        public void extend(IEnumerable<T> modules)
        {
            foreach (var module in modules) Add(module);
        }

        public void Insert(int index, T item)
        {
            items.Insert(index, item);
            Renumber();
        }

        public bool Remove(T item)
        {
            bool removed = items.Remove(item);
            if (removed) Renumber();
            return removed;
        }

        public void RemoveAt(int index)
        {
            items.RemoveAt(index);
            Renumber();
        }

        public void Clear()
        {
            items.Clear();
            Renumber();
        }

        public bool Contains(T item) => items.Contains(item);

        public int IndexOf(T item) => items.IndexOf(item);

        public void CopyTo(T[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);

        public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        // The members are registered as they come.
        protected override void RegisterComponents() { }

        void Renumber()
        {
            ClearModules();
            for (int i = 0; i < items.Count; i++) register_module(i.ToString(CultureInfo.InvariantCulture), items[i]);
        }
    }

    /// <summary>Modules by name, in the order they were added.</summary>
    public class ModuleDict<T> : Module, IDictionary<string, T>, IList<(string, T)> where T : Module
    {
        public ModuleDict() : base(nameof(ModuleDict<>)) { }

        public T this[string key]
        {
            get => (T)_internal_submodules[key];
            set => _internal_submodules[key] = value;
        }

        public (string, T) this[int index]
        {
            get => (_internal_submodules[index].Item1, (T)_internal_submodules[index].Item2);
            set => _internal_submodules[index] = (value.Item1, value.Item2);
        }

        public int Count => _internal_submodules.Count;

        public bool IsReadOnly => false;

        public ICollection<string> Keys => _internal_submodules.Keys;

        public ICollection<T> Values => [.. values()];

        public IEnumerable<string> keys() => _internal_submodules.Keys;

        public IEnumerable<T> values() => _internal_submodules.Values.Cast<T>();

        public IEnumerator<(string, T)> items() => GetEnumerator();

        public void Add(string key, T value) => register_module(key, value);

        public void Add((string, T) item) => Add(item.Item1, item.Item2);

        public void Add(KeyValuePair<string, T> item) => Add(item.Key, item.Value);

        public void Insert(int index, (string, T) item) => _internal_submodules.Insert(index, (item.Item1, item.Item2));

        public bool ContainsKey(string key) => _internal_submodules.ContainsKey(key);

        public bool Contains((string, T) item) => _internal_submodules.Contains((item.Item1, item.Item2));

        public bool Contains(KeyValuePair<string, T> item) => Contains((item.Key, item.Value));

        public int IndexOf((string, T) item) => _internal_submodules.IndexOf((item.Item1, item.Item2));

        public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value)
        {
            bool found = _internal_submodules.TryGetValue(key, out var module);
            value = module as T;
            return found;
        }

        public bool Remove(string key) => _internal_submodules.Remove(key);

        public bool Remove((string, T) item) => _internal_submodules.Remove((item.Item1, item.Item2));

        public bool Remove(KeyValuePair<string, T> item) => Remove((item.Key, item.Value));

        public void RemoveAt(int index) => _internal_submodules.RemoveAt(index);

        public void Clear() => ClearModules();

        public void clear() => ClearModules();

        public void CopyTo((string, T)[] array, int arrayIndex)
        {
            foreach (var item in this) array[arrayIndex++] = item;
        }

        public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex)
        {
            foreach (var (key, value) in this) array[arrayIndex++] = new(key, value);
        }

        public IEnumerator<(string, T)> GetEnumerator()
        {
            foreach (var (key, module) in _internal_submodules) yield return (key, (T)module);
        }

        IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator()
        {
            foreach (var (key, value) in this) yield return new(key, value);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        protected override void RegisterComponents() { }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

            public static Modules.ModuleDict<Module> ModuleDict(params (string, Module)[] modules)
            {
                var dictionary = new Modules.ModuleDict<Module>();
                foreach (var (key, module) in modules) dictionary.Add(key, module);
                return dictionary;
            }
        }
    }
}
