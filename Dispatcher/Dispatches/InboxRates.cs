namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// What of a dispatch went to dead addresses, and what was marked as spam, against the limits of Gmail, Yahoo and
/// Microsoft; pure.
/// </summary>
/// <param name="Recipients">Who got a message, or would have if their address were not dead.</param>
/// <param name="Dead">Refused or bounced because the address is dead.</param>
/// <param name="Complaints">People who marked it as spam.</param>
internal sealed record InboxRates(long Recipients, long Dead, long Complaints)
{
    private const double DeadWarning = 0.02;
    private const double DeadLimit = 0.05;
    private const double ComplaintWarning = 0.001;
    private const double ComplaintLimit = 0.003;

    /// <summary>A single one says nothing about a rate.</summary>
    private const int FewestToJudge = 2;

    /// <summary>The worse of the two.</summary>
    public RateVerdict Verdict => (RateVerdict)Math.Max((int)DeadVerdict, (int)ComplaintVerdict);

    public double DeadShare => Recipients == 0 ? 0 : (double)Dead / Recipients;

    public double ComplaintShare => Recipients == 0 ? 0 : (double)Complaints / Recipients;

    public RateVerdict DeadVerdict => Judge(Dead, DeadShare, DeadWarning, DeadLimit);

    public RateVerdict ComplaintVerdict => Judge(Complaints, ComplaintShare, ComplaintWarning, ComplaintLimit);

    /// <summary>A sentence for each that has something to say, in the order of the parameters.</summary>
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
                "take out old addresses, and import nobody who did not sign up"
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
                "look where these people signed up, and whether they find the way out"
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
        return verdict is RateVerdict.Good
            ? $"{said}."
            : FormattableString.Invariant(
                $"{said}: inboxes want less than {warning * 100:0.##} %{(verdict is RateVerdict.Bad ? " and begin to refuse" : "")}; {todo}."
            );
    }
}
