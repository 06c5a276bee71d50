using System.Security.Cryptography;

namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>An issue file as it was read at one moment. Tests: IssueFilesTests.</summary>
/// <param name="Content">All bytes.</param>
internal sealed record WrittenFile(byte[] Content)
{
    /// <summary>Names the content: a save says with it on what it is based.</summary>
    public string Hash { get; } = HashOf(Content);

    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
