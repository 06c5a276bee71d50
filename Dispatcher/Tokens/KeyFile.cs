using System.Security.Cryptography;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Tokens;

/// <summary>
/// The file with the keys that sign links. It is made at the first start and readable only by the dispatcher's user.
/// Each line is one key, <c>ID BASE64</c>; the last one signs, and all of them verify without end.
/// Tests: SignedTokenTests.
/// </summary>
internal static class KeyFile
{
    private const int ShortestSecret = 32;

    /// <exception cref="StorageException">The file cannot be read, or a line is not a key.</exception>
    public static IReadOnlyList<SigningKey> ReadOrCreate(string path)
    {
        try
        {
            Create(path);
            return
            [
                .. File.ReadAllLines(path)
                    .Where(line => line.Trim().Length > 0)
                    .Select((line, at) => Parse(path, line, at + 1)),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                $"{path}: the key file cannot be used ({e.Message}); links in mails need it.",
                e
            );
        }
    }

    /// <summary>Makes the file with one key; does not touch an existing file.</summary>
    private static void Create(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Write a temporary file and move it, so that a second process never reads half a key.
        var temporary = $"{path}.{Guid.NewGuid():N}";
        using (var file = new FileStream(temporary, options))
        {
            file.Write(
                System.Text.Encoding.ASCII.GetBytes($"a {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n")
            );
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }
    }

    private static SigningKey Parse(string path, string line, int number)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Span<byte> secret = stackalloc byte[256];
        if (
            words.Length == 2
            && words[0].Length <= 4
            && words[0].All(char.IsAsciiLetterOrDigit)
            && Convert.TryFromBase64String(words[1], secret, out var length)
            && length >= ShortestSecret
            && secret[..length].ContainsAnyExcept((byte)0)
        )
        {
            return new SigningKey(words[0], secret[..length].ToArray());
        }

        throw new StorageException(
            $"{path}:{number}: is no key; a line is a short name and at least {ShortestSecret} random bytes in "
                + "base64. Restore the file from a backup."
        );
    }
}
