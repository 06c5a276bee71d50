using System.Security.Cryptography;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// The few files that pages load, from inside the program. An address has the content's hash, so browsers keep them for
/// good.
/// Tests: EveryPageTests.
/// </summary>
internal sealed class Assets
{
    private const string Prefix = "Newsletter.Dispatcher.Web.Assets.";

    private readonly Dictionary<string, Asset> _assets = typeof(Assets)
        .Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => Read(name))
        .ToDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>Where a page finds a file, below the path base.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public string Path(string name) => $"/assets/{_assets[name].Hash}/{name}";

    public Asset? Find(string name) => _assets.GetValueOrDefault(name);

    private static Asset Read(string resource)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream(resource)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var bytes = content.ToArray();
        var name = resource[Prefix.Length..];
        return new(
            name,
            bytes,
            Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 6)),
            System.IO.Path.GetExtension(name) switch
            {
                ".css" => "text/css; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                ".svg" => "image/svg+xml",
                _ => throw new NotSupportedException($"{name}: what type is it?"),
            }
        );
    }
}
