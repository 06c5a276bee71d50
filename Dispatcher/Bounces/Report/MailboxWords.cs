namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// The vocabulary of <see cref="MailboxGrammar"/>, a line for each language: en, de, fr, es, pt, it, nl, pl, cs, ru,
/// uk, sv, da/no, fi, tr, hu, ro, el. Written without accents, in lower case; <c>*</c> stands for any end of a word,
/// <c>@</c>
/// for an address.
/// </summary>
internal static class MailboxWords
{
    /// <summary>What may be missing, full or switched off: the person or the mailbox.</summary>
    public static readonly string[] Nouns = Split(
        """
        @ user users user's username userid user-id recipient recipients mailbox mailboxes mailfolder inbox account
        accounts
        address addresses addressee alias customer subscriber person localpart local-part member employee rcpt
        benutzer* nutzer* empfanger* empfaenger* postfach* adressat* teilnehmer* konto mailkonto adresse mailadresse
        account-name
        utilisateur* destinataire* boite* compte* usager* correspondant*
        usuario* destinatari* buzon* cuenta* direccion* casilla*
        utilizador* caixa* conta contas endereco*
        utente* casell* indirizz*
        gebruiker* ontvanger* geadresseerde* postbus* adres mailadres e-mailadres
        uzytkownik* odbiorc* adresat* skrzynk* konta kontem adresu
        uzivatel* prijemc* schrank* ucet* adresa pouzivatel*
        пользовател* получател* адресат* ящик* аккаунт* адрес* абонент* учетная учетной логин*
        користувач* одержувач* скринька скриньки скриньку
        anvandar* mottagar* brevlad* kontot adress adressen postlad*
        bruger* bruker* modtager* mottaker* postkass* postboks* kontoen adressen
        kayttaja* vastaanottaja* postilaatikko* osoite* tili tilia
        kullanici* alici* kutusu kutu hesap hesab* adresi eposta
        felhasznal* cimzett* postafiok*
        utilizator* cont contul
        χρηστη* παραληπτη* λογαριασμ*
        """
    );

    /// <summary>What may not exist besides: the place of the mailbox.</summary>
    public static readonly string[] Domains = Split(
        """
        domain domains host hostname host-name domaine domaene domane dominio domein domena domeny domene domenet
        doman domanen domaen домен домена хост
        alanadi etkialani tartomany domeniu verkkotunnus verkkotunnusta rechner
        """
    );

    /// <summary>With one of these in its clause, a domain is the sender's.</summary>
    public static readonly string[] Ours = Split(
        """
        your you sender sender's senders sending helo ehlo from originator client spf dmarc dkim ptr reverse return-path
        reply-to
        """
    );

    /// <summary>Adjectives that say it beside the noun: "unknown user", "user unknown".</summary>
    public static readonly string[] Unknown = Split(
        """
        unknown invalid nonexistent non-existent nonexistant non-existing nonexisting inexistent unrecognized
        unrecognised unregistered undefined illegal
        unbekannt* ungultig* ungueltig* nichtexistent*
        inconnu* inexistant* invalide* introuvable*
        desconocid* inexistente* invalid*
        desconhecid*
        sconosciut* inesistent* inesistente
        onbekend* ongeldig*
        nieznan* nieistniejac* nieprawidlow*
        neznam* neexistuj* neplatn*
        неизвест* несуществующ* недействительн*
        невідом* неіснуюч*
        okand* okant ogiltig*
        ukendt* ukjent* ugyldig*
        tuntemat* tuntematon
        bilinmeyen bilinmiyor gecersiz tanimsiz
        ismeretlen ervenytelen
        necunoscut* inexistent*
        αγνωστο*
        """
    );

    /// <summary>Verbs that say it in the same clause; between two words of one may stand two others.</summary>
    public static readonly string[][] IsAbsent = Sequences(
        """
        not found, not exist, not exists, not known, not recognized, not recognised, not listed, not registered
        not valid, not located, not existing
        not in list, not in directory, not in database, not in table, not our user, not our customer
        not have mailbox, not have account
        no longer exist, no longer exists, no longer valid, no longer known, no longer works, no longer employed
        no longer registered, no longer here
        no longer in use, not find, unable to find, unable to locate, failed to find, not locate, never registered
        never existed, not a valid, not a known, not local
        not one of, not among, not know, not known to, not existent, not resolve, not resolvable, not resolved
        not present, not recognize, not recognise
        been deleted, was deleted, is deleted, been removed, was removed, is removed, been erased, been terminated
        no longer with, not here, not active here
        existiert nicht, existieren nicht, nicht bekannt, nicht gefunden, nicht vorhanden, nicht existent
        nicht existiert, gibt es nicht, nicht ermittelt, kennen wir nicht, nicht registriert, geloscht
        n existe, n existent, pas trouve, pas ete trouve, pas valide, n est pas connu, pas reconnu, pas enregistre
        connaissons pas, ete supprime, ete supprimee
        no existe, no existen, no encontrado, no encontrada, no se encontro, no se encuentra, no encontro, no valido
        no valida, no conocemos, no reconocido, no reconocida, no registrado, no registrada, sido eliminado
        sido eliminada
        nao existe, nao existem, nao encontrado, nao encontrada, nao localizado, nao localizada, nao encontrou
        nao valido, nao cadastrado, nao cadastrada, nao registrado, nao registrada, nao reconhecido, foi removida
        foi excluida
        non esiste, non esistono, non trovato, non trovata, non valido, non valida, non registrato, non riconosciuto
        non conosciuto, non risulta
        bestaat niet, niet gevonden, niet bekend, niet bestaande, niet bestaand, bestaan niet, kennen wij niet
        kennen we niet, niet geregistreerd, niet aanwezig, verwijderd
        nie istnieje, nie znaleziono, nie znaleziony, nie znaleziona, nie istnieja, nie odnaleziono, nie jest znany
        nie zarejestrowan*, usuniet*
        neexistuje, nebyl nalezen, nebyla nalezena, nenalezen*
        не существует, не наиден*, не зарегистрирован*, не обнаружен*, отсутствует, не известен, удален*
        не існує, не знаидено
        finns inte, finns ej, existerar inte, existerar ej, hittades inte, hittas ej, saknas, inte kand
        inte registrerad, hittas inte
        findes ikke, finnes ikke, eksisterer ikke, ikke funnet, ikke fundet, blev ikke fundet
        ei ole olemassa, ei loydy, ei loytynyt
        bulunamadi, bulunmuyor, bulunmamaktadir, mevcut degil, yok, kayitli degil, yoktur, silinmis, tanimli degil
        nem letezik, nem talalhato
        nu exista, nu a fost gasit
        δεν υπαρχει, δεν βρεθηκε
        """
    );

    /// <summary>What stands right before the noun: "no such user", "nie ma takiego użytkownika".</summary>
    public static readonly string[][] NoSuch = Sequences(
        """
        no such, there is no, not a valid, not a known, have no, has no, not have a, not have an
        kein, keinen, keinem, keine, pas de, aucun, aucune, no hay, ningun, ninguna, nao ha, nenhum, nenhuma, nessun
        nessuna, geen
        nie ma takiego, nie ma takiej, nie ma, brak, takova, нет такого, нет, нема такого, ingen sadan, ingen
        boyle bir, nincs ilyen
        """
    );

    /// <summary>Said of a mailbox that takes nothing more.</summary>
    public static readonly string[][] IsFull = Sequences(
        """
        is full, now full, no room, no space left, over quota, over limit, exceeded quota, quota exceeded
        voll, uberfullt, ueberfuellt, pleine, plein, saturee, llena, lleno, cheia, cheio, lotada, piena, pieno, vol
        quota overschreden, peln*, przepelnion*
        plna, переполнен*, заполнен*, переповнен*, ar full, ar fullt, fuld, fullt, taynna, dolu, dolmus, megtelt
        plina, γεματο*
        cuota excedida, cota excedida, quota depasse, quota superata, quota ueberschritten, kvot*, kota*, квот*
        """
    );

    /// <summary>Said of a mailbox that may come back.</summary>
    public static readonly string[][] IsOff = Sequences(
        """
        disabled, deactivated, switched off, turned off, suspended, inactive, frozen, dormant, locked, is blocked
        been blocked
        gesperrt*, deaktiviert*, stillgelegt*, inaktiv*, desactive*, suspendu*, bloque*, inactif, inactive
        desactivad*, suspendid*, bloquead*, inactiv*
        desativad*, inativ*, disattivat*, disabilitat*, sospes*, bloccat*, geblokkeerd*, gedeactiveerd*, opgeschort*
        uitgeschakeld*, inactief
        zablokowan*, zawieszon*, nieaktywn*, wylaczon*, zablokovan*, заблокирован*, отключен*, неактивн*
        приостановлен*, заблокован*
        blockerad*, avstangd*, sparrad*, blokeret, sperret, deaktivert, deaktiveret, suljettu, engellen*, askiya
        devre disi, pasif*, dondurul*
        letiltva, felfuggesztett, suspendat*, blocat*
        """
    );

    /// <summary>
    /// Words before a noun that make it the sender's, or no mailbox at all: "your account", "IP address".
    /// </summary>
    public static readonly string[] NotTheirs = Split(
        "your sender sender's senders sending from ip source client return reply host mx mac web their dns server"
    );

    /// <summary>
    /// Behind an adjective they say that something else is meant: "unknown error", "invalid command".
    /// </summary>
    public static readonly string[] Faults = Split(
        """
        error errors reason problem failure cause command argument parameter parameters helo ehlo sender host domain
        header headers message mail
        charset character characters encoding format attachment content certificate credentials login password
        response code sequence state host-name hostname
        source client ip network file type command-verb syntax option port protocol tls signature key dkim spf
        """
    );

    /// <summary>Before a verb they are what is missing: "the user's home directory was not found".</summary>
    public static readonly string[] Things = Split(
        """
        file directory folder path server host domain record records profile key certificate route service attachment
        table database
        transport policy header message command program script shell library dns mx ptr spf dkim dmarc signature
        subject permission sender reason
        """
    );

    private static string[] Split(string words) =>
        words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static string[][] Sequences(string lines) =>
        [
            .. lines
                .Split([',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(Split),
        ];
}
