namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// The second way to leave in <c>List-Unsubscribe</c>, for mail programs that only write mails (RFC 2369 3.2).
/// </summary>
internal static class UnsubscribeByMail
{
    /// <summary>
    /// Goes on after the first address, without its closing bracket. The token in the return path says who leaves.
    /// </summary>
    /// <param name="returnPath">Null writes nothing: without it nobody would read the mail.</param>
    public static void Write(ByteWriter head, string? returnPath)
    {
        if (returnPath is not null)
        {
            // Folded, so that no line is longer than people's tools like (RFC 5322 2.1.1).
            head.Write(">,\r\n <mailto:"u8);
            head.WriteAscii(returnPath);
            head.Write("?subject=unsubscribe"u8);
        }
    }
}
