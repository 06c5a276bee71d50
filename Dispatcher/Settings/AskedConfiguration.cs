using Microsoft.Extensions.Primitives;

namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// A configuration that remembers which values were asked for. The readers of the settings ask for every setting that
/// they know, also for one that is not given, so that nobody has to write the settings down a second time.
/// Tests: SettingsInForceTests.
/// </summary>
internal sealed class AskedConfiguration(IConfiguration inner) : IConfiguration
{
    private readonly List<string> _asked = [];

    /// <summary>Paths of the values, in the order in which they were asked for, each once.</summary>
    public IReadOnlyList<string> Asked => [.. _asked.Distinct(StringComparer.OrdinalIgnoreCase)];

    public string? this[string key]
    {
        get
        {
            _asked.Add(key);
            return inner[key];
        }
        set => inner[key] = value;
    }

    public IConfigurationSection GetSection(string key) => new Section(this, inner.GetSection(key));

    public IEnumerable<IConfigurationSection> GetChildren() =>
        inner.GetChildren().Select(child => new Section(this, child));

    public IChangeToken GetReloadToken() => inner.GetReloadToken();

    private sealed class Section(AskedConfiguration owner, IConfigurationSection inner) : IConfigurationSection
    {
        public string Key => inner.Key;

        public string Path => inner.Path;

        public string? Value
        {
            get
            {
                owner._asked.Add(inner.Path);
                return inner.Value;
            }
            set => inner.Value = value;
        }

        public string? this[string key]
        {
            get
            {
                owner._asked.Add(ConfigurationPath.Combine(inner.Path, key));
                return inner[key];
            }
            set => inner[key] = value;
        }

        public IConfigurationSection GetSection(string key) => new Section(owner, inner.GetSection(key));

        public IEnumerable<IConfigurationSection> GetChildren() =>
            inner.GetChildren().Select(child => new Section(owner, child));

        public IChangeToken GetReloadToken() => inner.GetReloadToken();
    }
}
