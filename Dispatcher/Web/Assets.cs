using System.Security.Cryptography;
using System.Text;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// The few files that pages load: from inside the program, and what the settings say of the newsletter's own look. An
/// address has the content's hash, so browsers keep them for good.
/// Tests: EveryPageTests.
/// </summary>
internal sealed class Assets
{
    private static readonly string[] Prefixes =
    [
        "Newsletter.Dispatcher.Web.Assets.",
        "Newsletter.Dispatcher.Desk.Assets.",
    ];

    private readonly Dictionary<string, Asset> _assets;

    public Assets(NewsletterSettings newsletter)
    {
        var look = newsletter.Look;
        Logo = Picture("logo", look.Logo);
        LogoDark = Picture("logo-dark", look.LogoDark);
        SocialPicture = Picture("social", look.SocialPicture);
        Icon =
            Picture("icon", look.Icon)
            ?? Of("icon.svg", Encoding.UTF8.GetBytes(LetterIcon.Of(newsletter.Name, look.Accent)));
        _assets = typeof(Assets)
            .Assembly.GetManifestResourceNames()
            .SelectMany(_ => Prefixes, (name, prefix) => (Name: name, Prefix: prefix))
            .Where(one => one.Name.StartsWith(one.Prefix, StringComparison.Ordinal))
            .Select(one => Read(one.Name, one.Prefix))
            .Append(Of(LookName, Encoding.UTF8.GetBytes(LookStyle.Of(look))))
            .Concat(new[] { Logo, LogoDark, SocialPicture, Icon }.OfType<Asset>())
            .ToDictionary(asset => asset.Name, StringComparer.Ordinal);
    }

    /// <summary>The style sheet of the newsletter's own look, which comes after all others.</summary>
    public const string LookName = "look.css";

    /// <summary>Null where pages show the newsletter's name.</summary>
    public Asset? Logo { get; }

    /// <summary>The logo for dark screens; null where there is none.</summary>
    public Asset? LogoDark { get; }

    /// <summary>What other sites show beside a link; null for nothing.</summary>
    public Asset? SocialPicture { get; }

    public Asset Icon { get; }

    /// <summary>Where a page finds a file, below the path base.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public string Path(string name) => $"/assets/{_assets[name].Hash}/{name}";

    public Asset? Find(string name) => _assets.GetValueOrDefault(name);

    private static Asset? Picture(string name, LookPicture? picture) =>
        picture is null ? null : Of(name + PictureType.Extension(picture.Type), picture.Content);

    private static Asset Read(string resource, string prefix)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream(resource)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return Of(resource[prefix.Length..], content.ToArray());
    }

    private static Asset Of(string name, byte[] content) =>
        new(
            name,
            content,
            Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6)),
            System.IO.Path.GetExtension(name) switch
            {
                ".css" => "text/css; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                ".svg" => PictureType.Svg,
                ".png" => PictureType.Png,
                ".jpg" => PictureType.Jpeg,
                ".gif" => PictureType.Gif,
                _ => throw new NotSupportedException($"{name}: what type is it?"),
            }
        );
}
