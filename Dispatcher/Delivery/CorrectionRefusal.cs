namespace Newsletter.Dispatcher.Delivery;

/// <summary>Why an issue file cannot correct a dispatch.</summary>
internal enum CorrectionRefusal
{
    /// <summary>The dispatch is a correction itself; the issue's own dispatch is to be corrected.</summary>
    IsCorrection,

    /// <summary>The dispatch is over, so that only a mail to those who have the wrong issue is of use.</summary>
    NeedsNotice,

    /// <summary>Nothing of the dispatch was sent, or nothing more of it is sent.</summary>
    State,

    /// <summary>The file or its templates cannot be used; the problems say why.</summary>
    Faulty,

    /// <summary>The file is another issue than the one that the dispatch sends.</summary>
    OtherIssue,

    /// <summary>The file is a draft.</summary>
    Draft,

    /// <summary>The file and its templates are what is sent already.</summary>
    Same,

    /// <summary>Another dispatch tells readers of an earlier correction now, so that a notice is needed.</summary>
    NoticeUnderWay,
}
