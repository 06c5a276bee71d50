namespace Newsletter.Dispatcher.Accounts;

/// <summary>What somebody who works at the newsletter is there for.</summary>
internal enum Role
{
    /// <summary>Everything, accounts too.</summary>
    Owner,

    /// <summary>Dispatches, the list, suppressions, checks.</summary>
    Operator,

    /// <summary>Writes, releases and approves issues.</summary>
    Editor,

    /// <summary>Writes issues, and cannot release them.</summary>
    Writer,

    /// <summary>Answers readers.</summary>
    Support,
}
