namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// The second way to unsubscribe in <c>List-Unsubscribe</c>, for mail programs that can only send mails (RFC 2369 3.2).
/// Tests: MessageComposerTests.
/// </summary>
internal static class UnsubscribeByMail
{
    /// <summary>
    /// Continues after the first address, without its closing bracket. The token in the return path identifies the
    /// subscriber.
    /// </summary>
    /// <param name="returnPath">Null writes nothing, because no return path means that nobody reads the mail.</param>
    public static void Write(ByteWriter head, string? returnPath)
    {
        if (returnPath is not null)
        {
            // Folded, so that no line is longer than RFC 5322 2.1.1 recommends.
            head.Write(">,\r\n <mailto:"u8);
            head.WriteAscii(returnPath);
            head.Write("?subject=unsubscribe"u8);
        }
    }
}
