namespace Newsletter.Dispatcher.Health;

/// <summary>What an SPF record says of an address (RFC 7208 2.6).</summary>
internal enum SpfResult
{
    /// <summary>The domain has no record.</summary>
    None,
    Pass,

    /// <summary>It says nothing about the address, or <c>?all</c>.</summary>
    Neutral,
    SoftFail,
    Fail,

    /// <summary>The record is wrong: receivers take it for none, or refuse the mail.</summary>
    Broken,
}
