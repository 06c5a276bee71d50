namespace Newsletter.Dispatcher.Settings;

/// <summary>A picture of the newsletter's own look, read when the program starts. Tests: LookPictureTests.</summary>
/// <param name="File">As the setting names it.</param>
/// <param name="Type">Found by the content: <see cref="PictureType"/>.</param>
internal sealed record LookPicture(string File, byte[] Content, string Type)
{
    /// <summary>Such a picture goes with each letter, and pages wait for it.</summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>False for a picture that mail programs do not show; then letters have the name in its
    /// place.</summary>
    public bool IsForMail => Type is not PictureType.Svg;

    /// <summary>Reads a picture of the newsletter's folder.</summary>
    /// <param name="types">The types that the setting takes.</param>
    /// <returns>The picture; or what the setting takes, as the end of a sentence.</returns>
    public static (LookPicture? Picture, string? Takes) Read(string root, string file, IReadOnlyList<string> types)
    {
        var takes = $"a file of type {string.Join(", ", types.Select(Word))} in the newsletter's folder";
        var path = Path.GetFullPath(file, root);
        if (file.Any(char.IsControl) || Path.IsPathRooted(file) || !ConfinedPath.IsInside(root, path))
        {
            return (null, $"{takes}, not outside of it");
        }

        try
        {
            var real = new FileInfo(ConfinedPath.Real(path)!);
            if (!real.Exists)
            {
                return (null, $"{takes}; there is no such file");
            }

            // A pipe has no length, and would never end.
            if (real.Length is 0 or > MaxBytes)
            {
                return (null, $"{takes}, of 1 byte to {MaxBytes / 1024} kB; it has {real.Length} bytes");
            }

            var content = System.IO.File.ReadAllBytes(real.FullName);
            var fault = SvgPicture.Looks(content) ? SvgPicture.Fault(content) : null;
            var type = SvgPicture.Looks(content) ? PictureType.Svg : PictureType.Of(content);
            return type is null || !types.Contains(type) ? (null, takes)
                : fault is not null ? (null, $"{takes}; {fault}")
                : (new LookPicture(file, content, type), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"{takes} that can be read ({e.Message})");
        }
    }

    private static string Word(string type) => PictureType.Extension(type)[1..].ToUpperInvariant();
}
