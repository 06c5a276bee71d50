namespace Newsletter.Dispatcher.Settings;

/// <summary>How many people must approve an issue before it is sent. <c>Newsletter:Approval</c>.</summary>
internal enum ApprovalMode
{
    /// <summary>A ready issue is sent without an approval.</summary>
    None = 0,

    /// <summary>One person; it may be the author, if the author has the right to approve.</summary>
    One = 1,

    /// <summary>Two different people.</summary>
    Two = 2,
}
