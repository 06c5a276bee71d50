namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// A key that signs every mail, and where its public half is found. An entry of the section <c>Dkim</c>.
/// Tests: DkimSectionTests.
/// </summary>
/// <param name="Domain">The tag <c>d=</c>: the sender's domain or one above it, so that the signature counts for
/// DMARC.</param>
/// <param name="Selector">The tag <c>s=</c>.</param>
internal sealed record DkimSettings(string Domain, string Selector, DkimKey Key)
{
    /// <summary>The name of the DNS record that holds the public key (RFC 6376 3.6.2.1).</summary>
    public string RecordName => $"{Selector}._domainkey.{Domain}";

    /// <summary>For messages; never the key.</summary>
    public override string ToString() => $"{RecordName} ({Key.Algorithm})";
}
