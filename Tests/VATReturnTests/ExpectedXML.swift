/// The documents of the worked examples, as the specification of this module prints them.
enum ExpectedXML {
    static let domesticTrade = """
        <?xml version="1.0" encoding="UTF-8"?>
        <mvaMeldingDto xmlns="no:skatteetaten:fastsetting:avgift:mva:skattemeldingformerverdiavgift:v1.0">
          <innsending><regnskapssystemsreferanse>7f0c2c1e-0d0c-4a35-9c55-7c2f4a8f1a01</regnskapssystemsreferanse><regnskapssystem><systemnavn>ledger</systemnavn><systemversjon>1.0</systemversjon></regnskapssystem></innsending>
          <skattegrunnlagOgBeregnetSkatt>
            <skattleggingsperiode><periode><skattleggingsperiodeToMaaneder>januar-februar</skattleggingsperiodeToMaaneder></periode><aar>2026</aar></skattleggingsperiode>
            <fastsattMerverdiavgift>53202</fastsattMerverdiavgift>
            <mvaSpesifikasjonslinje><mvaKode>3</mvaKode><mvaKodeRegnskapsystem>S25</mvaKodeRegnskapsystem><grunnlag>412350</grunnlag><sats>25</sats><merverdiavgift>103087</merverdiavgift></mvaSpesifikasjonslinje>
            <mvaSpesifikasjonslinje><mvaKode>3</mvaKode><mvaKodeRegnskapsystem>S25-KONTANT</mvaKodeRegnskapsystem><grunnlag>18004</grunnlag><sats>25</sats><merverdiavgift>4501</merverdiavgift></mvaSpesifikasjonslinje>
            <mvaSpesifikasjonslinje><mvaKode>31</mvaKode><mvaKodeRegnskapsystem>S15</mvaKodeRegnskapsystem><grunnlag>52219</grunnlag><sats>15</sats><merverdiavgift>7832</merverdiavgift></mvaSpesifikasjonslinje>
            <mvaSpesifikasjonslinje><mvaKode>33</mvaKode><mvaKodeRegnskapsystem>S12</mvaKodeRegnskapsystem><grunnlag>9999</grunnlag><sats>12</sats><merverdiavgift>1199</merverdiavgift></mvaSpesifikasjonslinje>
            <mvaSpesifikasjonslinje><mvaKode>5</mvaKode><mvaKodeRegnskapsystem>S0</mvaKodeRegnskapsystem><grunnlag>30000</grunnlag><sats>0</sats><merverdiavgift>0</merverdiavgift></mvaSpesifikasjonslinje>
            <mvaSpesifikasjonslinje><mvaKode>52</mvaKode><mvaKodeRegnskapsystem>SEKSP</mvaKodeRegnskapsystem><grunnlag>75000</grunnlag><sats>0</sats><merverdiavgift>0</merverdiavgift></mvaSpesifikasjonslinje>
            <mvaSpesifikasjonslinje><mvaKode>6</mvaKode><mvaKodeRegnskapsystem>SUNN</mvaKodeRegnskapsystem><grunnlag>12500</grunnlag><sats>0</sats><merverdiavgift>0</merverdiavgift></mvaSpesifikasjonslinje>
            <mvaSpesifikasjonslinje><mvaKode>1</mvaKode><mvaKodeRegnskapsystem>K25</mvaKodeRegnskapsystem><merverdiavgift>-61733</merverdiavgift></mvaSpesifikasjonslinje>
            <mvaSpesifikasjonslinje><mvaKode>11</mvaKode><mvaKodeRegnskapsystem>K15</mvaKodeRegnskapsystem><merverdiavgift>-1204</merverdiavgift></mvaSpesifikasjonslinje>
            <mvaSpesifikasjonslinje><mvaKode>13</mvaKode><mvaKodeRegnskapsystem>K12</mvaKodeRegnskapsystem><merverdiavgift>-480</merverdiavgift></mvaSpesifikasjonslinje>
          </skattegrunnlagOgBeregnetSkatt>
          <betalingsinformasjon/>
          <skattepliktig><organisasjonsnummer>310000000</organisasjonsnummer></skattepliktig>
          <meldingskategori>alminnelig</meldingskategori>
        </mvaMeldingDto>

        """

    static let importsAndServices = """
        <skattegrunnlagOgBeregnetSkatt>
          <skattleggingsperiode><periode><skattleggingsperiodeToMaaneder>mars-april</skattleggingsperiodeToMaaneder></periode><aar>2026</aar></skattleggingsperiode>
          <fastsattMerverdiavgift>57460</fastsattMerverdiavgift>
          <mvaSpesifikasjonslinje><mvaKode>3</mvaKode><mvaKodeRegnskapsystem>S25</mvaKodeRegnskapsystem><grunnlag>240000</grunnlag><sats>25</sats><merverdiavgift>60000</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>81</mvaKode><mvaKodeRegnskapsystem>IMP25</mvaKodeRegnskapsystem><grunnlag>100000</grunnlag><sats>25</sats><merverdiavgift>25000</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>81</mvaKode><mvaKodeRegnskapsystem>IMP25</mvaKodeRegnskapsystem><merverdiavgift>-17500</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>83</mvaKode><mvaKodeRegnskapsystem>IMP15</mvaKodeRegnskapsystem><grunnlag>20510</grunnlag><sats>15</sats><merverdiavgift>3076</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>83</mvaKode><mvaKodeRegnskapsystem>IMP15</mvaKodeRegnskapsystem><merverdiavgift>-3076</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>85</mvaKode><mvaKodeRegnskapsystem>IMP0</mvaKodeRegnskapsystem><grunnlag>4000</grunnlag><sats>0</sats><merverdiavgift>0</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>86</mvaKode><mvaKodeRegnskapsystem>TJ25</mvaKodeRegnskapsystem><grunnlag>36420</grunnlag><sats>25</sats><merverdiavgift>9105</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>86</mvaKode><mvaKodeRegnskapsystem>TJ25</mvaKodeRegnskapsystem><merverdiavgift>-9105</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>87</mvaKode><mvaKodeRegnskapsystem>TJ25U</mvaKodeRegnskapsystem><grunnlag>8000</grunnlag><sats>25</sats><merverdiavgift>2000</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>1</mvaKode><mvaKodeRegnskapsystem>K25</mvaKodeRegnskapsystem><merverdiavgift>-12040</merverdiavgift></mvaSpesifikasjonslinje>
        </skattegrunnlagOgBeregnetSkatt>
        """

    static let refund = """
        <skattegrunnlagOgBeregnetSkatt>
          <skattleggingsperiode><periode><skattleggingsperiodeToMaaneder>juli-august</skattleggingsperiodeToMaaneder></periode><aar>2026</aar></skattleggingsperiode>
          <fastsattMerverdiavgift>-31275</fastsattMerverdiavgift>
          <mvaSpesifikasjonslinje><mvaKode>3</mvaKode><mvaKodeRegnskapsystem>S25</mvaKodeRegnskapsystem><grunnlag>150000</grunnlag><sats>25</sats><merverdiavgift>37500</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>33</mvaKode><mvaKodeRegnskapsystem>S12</mvaKodeRegnskapsystem><grunnlag>-5000</grunnlag><sats>12</sats><merverdiavgift>-600</merverdiavgift><merknad><utvalgtMerknad>kreditnota</utvalgtMerknad></merknad></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>1</mvaKode><mvaKodeRegnskapsystem>K25</mvaKodeRegnskapsystem><merverdiavgift>-88125</merverdiavgift><merknad><utvalgtMerknad>store anskaffelser</utvalgtMerknad></merknad></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>1</mvaKode><spesifikasjon>tapPåKrav</spesifikasjon><mvaKodeRegnskapsystem>TAP</mvaKodeRegnskapsystem><merverdiavgift>-6250</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>1</mvaKode><spesifikasjon>tilbakeføringAvInngåendeMerverdiavgift</spesifikasjon><mvaKodeRegnskapsystem>TILB</mvaKodeRegnskapsystem><merverdiavgift>31000</merverdiavgift><merknad><utvalgtMerknad>personkjøretøy</utvalgtMerknad></merknad></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>1</mvaKode><spesifikasjon>justering</spesifikasjon><mvaKodeRegnskapsystem>JUST</mvaKodeRegnskapsystem><merverdiavgift>-4800</merverdiavgift></mvaSpesifikasjonslinje>
        </skattegrunnlagOgBeregnetSkatt>
        """

    static let zeroReturn = """
        <skattegrunnlagOgBeregnetSkatt>
          <skattleggingsperiode><periode><skattleggingsperiodeToMaaneder>mai-juni</skattleggingsperiodeToMaaneder></periode><aar>2026</aar></skattleggingsperiode>
          <fastsattMerverdiavgift>0</fastsattMerverdiavgift>
        </skattegrunnlagOgBeregnetSkatt>
        """

    static let primaryIndustry = """
        <skattegrunnlagOgBeregnetSkatt>
          <skattleggingsperiode><periode><skattleggingsperiodeAar>aarlig</skattleggingsperiodeAar></periode><aar>2025</aar></skattleggingsperiode>
          <fastsattMerverdiavgift>38041</fastsattMerverdiavgift>
          <mvaSpesifikasjonslinje><mvaKode>31</mvaKode><mvaKodeRegnskapsystem>S15</mvaKodeRegnskapsystem><grunnlag>812345</grunnlag><sats>15</sats><merverdiavgift>121851</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>31</mvaKode><spesifikasjon>uttak</spesifikasjon><mvaKodeRegnskapsystem>UTT15</mvaKodeRegnskapsystem><grunnlag>4000</grunnlag><sats>15</sats><merverdiavgift>600</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>3</mvaKode><mvaKodeRegnskapsystem>S25</mvaKodeRegnskapsystem><grunnlag>60000</grunnlag><sats>25</sats><merverdiavgift>15000</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>1</mvaKode><mvaKodeRegnskapsystem>K25</mvaKodeRegnskapsystem><merverdiavgift>-96410</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>11</mvaKode><mvaKodeRegnskapsystem>K15</mvaKodeRegnskapsystem><merverdiavgift>-3000</merverdiavgift></mvaSpesifikasjonslinje>
        </skattegrunnlagOgBeregnetSkatt>
        """

    static let reverseCharge = """
        <skattegrunnlagOgBeregnetSkatt>
          <skattleggingsperiode><periode><skattleggingsperiodeTreMaaneder>januar-mars</skattleggingsperiodeTreMaaneder></periode><aar>2026</aar></skattleggingsperiode>
          <fastsattMerverdiavgift>12985</fastsattMerverdiavgift>
          <mvaSpesifikasjonslinje><mvaKode>87</mvaKode><mvaKodeRegnskapsystem>TJ25U</mvaKodeRegnskapsystem><grunnlag>42500</grunnlag><sats>25</sats><merverdiavgift>10625</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>89</mvaKode><mvaKodeRegnskapsystem>TJ12U</mvaKodeRegnskapsystem><grunnlag>3000</grunnlag><sats>12</sats><merverdiavgift>360</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>86</mvaKode><spesifikasjon>kompensasjonsrett</spesifikasjon><mvaKodeRegnskapsystem>TJ25K</mvaKodeRegnskapsystem><grunnlag>8000</grunnlag><sats>25</sats><merverdiavgift>2000</merverdiavgift></mvaSpesifikasjonslinje>
        </skattegrunnlagOgBeregnetSkatt>
        """

    static let compensation = """
        <skattegrunnlagOgBeregnetSkatt>
          <skattleggingsperiode><periode><skattleggingsperiodeToMaaneder>mars-april</skattleggingsperiodeToMaaneder></periode><aar>2026</aar></skattleggingsperiode>
          <fastsattMerverdiavgift>-27801</fastsattMerverdiavgift>
          <mvaSpesifikasjonslinje><mvaKode>1</mvaKode><mvaKodeRegnskapsystem>KOMP25</mvaKodeRegnskapsystem><grunnlag>-96004</grunnlag><sats>25</sats><merverdiavgift>-24001</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>11</mvaKode><mvaKodeRegnskapsystem>KOMP15</mvaKodeRegnskapsystem><grunnlag>-12000</grunnlag><sats>15</sats><merverdiavgift>-1800</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>86</mvaKode><mvaKodeRegnskapsystem>TJ25K</mvaKodeRegnskapsystem><grunnlag>-8000</grunnlag><sats>25</sats><merverdiavgift>-2000</merverdiavgift></mvaSpesifikasjonslinje>
        </skattegrunnlagOgBeregnetSkatt>
        """

    static let rawFish = """
        <skattegrunnlagOgBeregnetSkatt>
          <skattleggingsperiode><periode><skattleggingsperiodeToMaaneder>september-oktober</skattleggingsperiodeToMaaneder></periode><aar>2026</aar></skattleggingsperiode>
          <fastsattMerverdiavgift>66704</fastsattMerverdiavgift>
          <mvaSpesifikasjonslinje><mvaKode>32</mvaKode><mvaKodeRegnskapsystem>FISK</mvaKodeRegnskapsystem><grunnlag>1250405</grunnlag><sats>11,11</sats><merverdiavgift>138919</merverdiavgift></mvaSpesifikasjonslinje>
          <mvaSpesifikasjonslinje><mvaKode>12</mvaKode><mvaKodeRegnskapsystem>FISKKJØP</mvaKodeRegnskapsystem><merverdiavgift>-72215</merverdiavgift></mvaSpesifikasjonslinje>
        </skattegrunnlagOgBeregnetSkatt>
        """

    static let envelope = """
        <?xml version="1.0" encoding="UTF-8"?>
        <mvaMeldingInnsending xmlns="no:skatteetaten:fastsetting:avgift:mva:mvameldinginnsending:v1.0">
          <norskIdentifikator><organisasjonsnummer>310000000</organisasjonsnummer></norskIdentifikator>
          <skattleggingsperiode><periode><skattleggingsperiodeToMaaneder>januar-februar</skattleggingsperiodeToMaaneder></periode><aar>2026</aar></skattleggingsperiode>
          <meldingskategori>alminnelig</meldingskategori>
          <innsendingstype>komplett</innsendingstype>
          <instansstatus>default</instansstatus>
          <opprettetAv>Kari Nordmann</opprettetAv>
          <opprettingstidspunkt>2026-03-20T09:15:00.000+01:00</opprettingstidspunkt>
          <vedlegg>
            <vedleggstype>mva-melding</vedleggstype>
            <kildegruppe>sluttbrukersystem</kildegruppe>
            <opprettetAv>Kari Nordmann</opprettetAv>
            <opprettingstidspunkt>2026-03-20T09:15:00.000+01:00</opprettingstidspunkt>
            <vedleggsfil><filnavn>mva-melding</filnavn><filekstensjon>xml</filekstensjon><filinnhold>mva-melding</filinnhold></vedleggsfil>
          </vedlegg>
          <vedlegg>
            <vedleggstype>binaerVedlegg</vedleggstype>
            <kildegruppe>sluttbruker</kildegruppe>
            <opprettetAv>Kari Nordmann</opprettetAv>
            <vedleggsfil><filnavn>spesifikasjon-kode-1</filnavn><filekstensjon>pdf</filekstensjon><filinnhold>Specification of large purchases</filinnhold></vedleggsfil>
          </vedlegg>
        </mvaMeldingInnsending>

        """
}
