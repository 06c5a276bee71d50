namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The shares of dead addresses and of spam complaints in a dispatch, compared with the limits of Gmail, Yahoo and
/// Microsoft; pure.
/// </summary>
/// <param name="Recipients">Recipients who got the message, or would have got it if their address were not
/// dead.</param>
/// <param name="Dead">Messages that were refused or bounced because the address is dead.</param>
/// <param name="Complaints">Recipients who marked the message as spam.</param>
internal sealed record InboxRates(long Recipients, long Dead, long Complaints)
{
    private const double DeadWarning = 0.02;
    private const double DeadLimit = 0.05;
    private const double ComplaintWarning = 0.001;
    private const double ComplaintLimit = 0.003;

    /// <summary>The fewest cases to judge: a single one says nothing about a rate.</summary>
    private const int FewestToJudge = 2;

    /// <summary>The worse of the two verdicts.</summary>
    public RateVerdict Verdict => (RateVerdict)Math.Max((int)DeadVerdict, (int)ComplaintVerdict);

    public double DeadShare => Recipients == 0 ? 0 : (double)Dead / Recipients;

    public double ComplaintShare => Recipients == 0 ? 0 : (double)Complaints / Recipients;

    public RateVerdict DeadVerdict => Judge(Dead, DeadShare, DeadWarning, DeadLimit);

    public RateVerdict ComplaintVerdict => Judge(Complaints, ComplaintShare, ComplaintWarning, ComplaintLimit);

    /// <summary>A sentence for each number above zero, in the order of the parameters.</summary>
    public IEnumerable<string> Sentences()
    {
        if (Dead > 0)
        {
            yield return Sentence(
                "went to dead addresses",
                Dead,
                DeadShare,
                DeadVerdict,
                DeadWarning,
                "remove old addresses, and import only people who signed up"
            );
        }

        if (Complaints > 0)
        {
            yield return Sentence(
                "marked it as spam",
                Complaints,
                ComplaintShare,
                ComplaintVerdict,
                ComplaintWarning,
                "check where these people signed up, and whether they find the unsubscribe link"
            );
        }
    }

    private static RateVerdict Judge(long count, double share, double warning, double limit) =>
        count < FewestToJudge || share < warning ? RateVerdict.Good
        : share < limit ? RateVerdict.Warning
        : RateVerdict.Bad;

    private static string Sentence(
        string what,
        long count,
        double share,
        RateVerdict verdict,
        double warning,
        string todo
    )
    {
        var said = FormattableString.Invariant($"{count:N0} {what}, {share * 100:0.##} %");
        var consequence = verdict is RateVerdict.Bad ? " and begin to refuse" : "";
        return verdict is RateVerdict.Good
            ? $"{said}."
            : FormattableString.Invariant(
                $"{said}: inboxes want less than {warning * 100:0.##} %{consequence}; {todo}."
            );
    }
}
